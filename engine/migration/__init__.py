"""Moving a running instance to another version of its process: what stands where, whether it can, and doing it."""
