"""Brings a database to the schema of this program."""

import importlib
import importlib.util
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, MetaData, text

from db.base import Base
from db.errors import RevisionUnknown

FOLDER = Path(__file__).parent / "migrations"

MODELS = ("engine.models", "crm.models", "tasks.models", "scoring.models", "webui.models")
"""Modules with tables, by name: this layer must not import them, and only migrations need them all."""

LOCK = 4_203_117
"""Key of the advisory lock that lets one program migrate while others that start with it wait."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate to the newest revision, all or nothing; does nothing where the database is there already.

    Raises:
        RevisionUnknown: a newer program has migrated this database.
    """
    if is_current(engine):
        return
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        try:
            command.upgrade(alembic_config(connection), revision)
        except CommandError as error:
            raise RevisionUnknown(current_revision(connection) or "none") from error


def is_current(engine: Engine) -> bool:
    """Say whether the database stands at the newest revision."""
    with engine.connect() as connection:
        return current_revision(connection) == newest_revision()


def current_revision(connection: Connection) -> str | None:
    """Return the revision that a database stands at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str | None:
    """Return the newest revision that this program knows."""
    return ScriptDirectory(FOLDER).get_current_head()


def all_tables() -> MetaData:
    """Return the tables of all layers."""
    for name in MODELS:
        if importlib.util.find_spec(name):
            importlib.import_module(name)
    return Base.metadata


def alembic_config(connection: Connection) -> Config:
    """Return what Alembic has to know to work on a connection."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
