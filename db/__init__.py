"""Connection, embedded PostgreSQL, migrations and the clock: what every layer above shares."""
