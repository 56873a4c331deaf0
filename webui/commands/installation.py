"""What most commands work on: the settings, the database they name (or the embedded one), Baton put together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import URL, text

from db import migrate
from db.connection import create_engine, normalise
from db.embedded import EmbeddedServer
from db.settings import Settings, read

if TYPE_CHECKING:
    from tasks.work import Baton

FILLING = 4_203_118
"""Key of the advisory lock for `alone`."""


@contextmanager
def database(settings: Settings) -> Iterator[tuple[URL, EmbeddedServer | None]]:
    """Give the address of the database, with the embedded server running for as long as it is needed."""
    if settings.database_url:
        yield normalise(settings.database_url), None
        return
    with EmbeddedServer(settings.data_dir) as server:
        yield server.url(), server


@contextmanager
def installation() -> "Iterator[Baton]":
    """Give Baton on a migrated database."""
    settings = read()
    with database(settings) as (url, _), put_together(settings, url) as baton:
        migrate.upgrade(baton.engine)
        yield baton


@contextmanager
def put_together(settings: Settings, url: URL, *, pool_size: int = 5) -> "Iterator[Baton]":
    """Give Baton on a database, and close its connections in the end."""
    from tasks import bootstrap

    baton = bootstrap.build(settings, url, pool_size=pool_size)
    try:
        yield baton
    finally:
        baton.engine.dispose()


def upgrade(url: URL) -> None:
    """Migrate a database on a connection of its own."""
    engine = create_engine(url, pool_size=1)
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()


@contextmanager
def alone(baton: "Baton") -> Iterator[None]:
    """Let one program at a time fill an installation; others that start with it wait for it."""
    with baton.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": FILLING})
        yield
