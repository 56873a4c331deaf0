"""Writes revisions of the schema: `python -m db.revisions MESSAGE`, or `--first` to write the first one anew.

Alembic sees differences of tables, columns and indexes. It does not see those of triggers, functions and check
constraints: add them to the new revision by hand. A test compares what migrations make with what the models say.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import create_mock_engine
from sqlalchemy.dialects import postgresql

from db import migrate
from db.connection import create_engine
from db.embedded import EmbeddedServer

FIRST = migrate.FOLDER / "versions" / "0002_tables.sql"
UNORDERED = ("CREATE INDEX", "CREATE UNIQUE INDEX", "ALTER TABLE")


def write_first() -> None:
    """Write the SQL of the first release from the models as they stand; only until that is released."""
    statements: list[str] = []
    # With named parameters, per cent signs are not doubled.
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]

    def keep(ddl: Any, *_: Any, **__: Any) -> None:
        statements.append(str(ddl.compile(dialect=dialect)).strip())

    migrate.all_tables().create_all(create_mock_engine("postgresql+psycopg://", keep), checkfirst=False)
    # A table's triggers come with every table that they need; once is enough.
    unique = dict.fromkeys(_trimmed(statement) for statement in statements)
    FIRST.write_text(";\n\n".join(_in_order(unique)) + ";\n")


def write_next(message: str) -> None:
    """Write the revision that leads from the newest one to the tables as they stand in the code."""
    with tempfile.TemporaryDirectory(prefix="baton-migration-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedServer(Path(folder), {"fsync": "off"}) as server:
            engine = create_engine(server.url())
            migrate.upgrade(engine)
            number = f"{int(migrate.newest_revision() or 0) + 1:04}"
            with engine.connect() as connection:
                command.revision(migrate.alembic_config(connection), message, autogenerate=True, rev_id=number)
            engine.dispose()


def _in_order(statements: Iterable[str]) -> Iterator[str]:
    """Sort neighbours that come in a different order each time: indexes of a table, foreign keys added last."""
    for any_order, group in groupby(statements, lambda statement: statement.startswith(UNORDERED)):
        members = list(group)
        yield from sorted(members) if any_order else members


def _trimmed(statement: str) -> str:
    return "\n".join(line.rstrip() for line in statement.replace("\t", "    ").splitlines())


if __name__ == "__main__":
    if sys.argv[1:] == ["--first"]:
        write_first()
    else:
        write_next(" ".join(sys.argv[1:]) or "change of tables")
