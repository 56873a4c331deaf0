"""Bring a database to the schema of this program, and write the next revision when tables have changed."""

import importlib
import importlib.util
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, MetaData, text

from db.base import Base
from db.connection import create_engine
from db.embedded import EmbeddedServer
from db.errors import RevisionUnknown

FOLDER = Path(__file__).parent / "migrations"

MODELS = ("engine.models", "crm.models", "tasks.models", "scoring.models", "webui.models")
"""Modules with tables, by name: this layer must not import them, and only migrations need them all."""

LOCK = 4_203_117
"""Key of the advisory lock that lets one program migrate while others that start with it wait."""


def upgrade(engine: Engine) -> None:
    """Migrate to the newest revision, all or nothing; does nothing where the database is there already.

    Raises:
        RevisionUnknown: a newer program has migrated this database.
    """
    if is_current(engine):
        return
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            raise RevisionUnknown(_revision(connection) or "none") from error


def is_current(engine: Engine) -> bool:
    """Say whether the database stands at the newest revision."""
    with engine.connect() as connection:
        return _revision(connection) == ScriptDirectory.from_config(_config(connection)).get_current_head()


def all_tables() -> MetaData:
    """Return the tables of all layers."""
    for name in MODELS:
        if importlib.util.find_spec(name):
            importlib.import_module(name)
    return Base.metadata


def write_revision(message: str) -> None:
    """Write the revision that leads from the newest one to the tables as they stand in the code."""
    with tempfile.TemporaryDirectory(prefix="baton-migration-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedServer(Path(folder), {"fsync": "off"}) as server:
            engine = create_engine(server.url())
            upgrade(engine)
            with engine.connect() as connection:
                scripts = ScriptDirectory.from_config(_config(connection))
                number = f"{int(scripts.get_current_head() or 0) + 1:04}"
                command.revision(_config(connection), message, autogenerate=True, rev_id=number)
            engine.dispose()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    write_revision(" ".join(sys.argv[1:]) or "change of tables")
