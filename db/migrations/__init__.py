"""The schema as a chain of revisions; `make migration` writes the next one from the difference to the tables."""
