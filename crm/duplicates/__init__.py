"""Similar records: rules kept as data, look-ups by keys, and what was found. Nothing is ever merged."""
