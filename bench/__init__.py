"""How fast Baton is, and what it survives: `make bench`, and the commands in `bench.torture`."""
