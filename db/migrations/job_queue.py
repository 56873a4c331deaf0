"""The schema of the job queue, from the SQL files that its library carries, one state after the other.

Only files are read: the library itself has its home in `tasks`. Applying its files up to a named one gives the same
schema with whatever version of the library is installed later on.
"""

from importlib.resources import files

from sqlalchemy import Connection

from db.migrations.script import run_script


def apply(connection: Connection, last: str, after: str = "") -> None:
    """Apply the library's files behind `after` up to `last` (names without `.sql`), within the caller's transaction."""
    folder = files("procrastinate").joinpath("sql", "migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    for name in names:
        if after < name.removesuffix(".sql") <= last:
            run_script(connection, folder.joinpath(name).read_text())
