"""Landing pages where they meet people and processes: their rights, and leads made by whoever sends a form."""
