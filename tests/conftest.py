"""One embedded PostgreSQL a run, one template database, and a clone of it wherever a test needs one.

`session` is for tests within one transaction, which is rolled back. `database` is for tests that commit or need
several connections: a database of their own.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from alembic import command
from psycopg import sql
from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session, sessionmaker

from db import migrate
from db.connection import conninfo, create_engine, create_sessions
from db.embedded import EmbeddedServer
from tests.ready import (  # noqa: F401 - fixtures for all tests
    admin,
    baton,
    baton_url,
    crmadmin,
    designer,
    manager,
    marketeer,
    ready_template,
    sales,
    sales2,
)

TEMPLATE = "template_baton"
FOLDER = "BATON_TEST_FOLDER"
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "300"}

numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the run's server; workers of pytest-xdist find it in the environment."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="baton-tests-")
        # Its server runs as another user when the tests run as root.
        Path(folder).chmod(0o711)
        os.environ[FOLDER] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that folder with the last of the run."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


@dataclass(frozen=True)
class Database:
    """A database of a test's own."""

    url: URL
    engine: Engine
    sessions: sessionmaker[Session]


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The run's server, shared by all workers: whoever comes first starts it, the last one stops it."""
    with EmbeddedServer(Path(os.environ[FOLDER]), QUICK) as server:
        yield server


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """Name of the migrated database that all others are cloned from."""
    with (Path(os.environ[FOLDER]) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(server, TEMPLATE):
            draft = f"{TEMPLATE}_draft"
            _administer(server, "DROP DATABASE IF EXISTS {0}", draft)
            _administer(server, "CREATE DATABASE {0}", draft)
            _fill(server.url(draft))
            _administer(server, "ALTER DATABASE {0} RENAME TO {1}", draft, TEMPLATE)
    return TEMPLATE


@pytest.fixture(scope="session")
def shared_engine(server: EmbeddedServer, template: str) -> Iterator[Engine]:
    """Engine on the worker's database for tests that leave nothing behind."""
    name = f"shared_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _administer(server, "CREATE DATABASE {0} TEMPLATE {1}", name, template)
    engine = create_engine(server.url(name))
    yield engine
    engine.dispose()
    _administer(server, "DROP DATABASE {0} WITH (FORCE)", name)


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """A session whose work is rolled back; `commit` and `rollback` in the test move within savepoints."""
    with shared_engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        transaction.rollback()


@pytest.fixture
def database(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A database of the test's own, with real commits and as many connections as it likes."""
    name = f"own_{os.getpid()}_{next(numbers)}"
    _administer(server, "CREATE DATABASE {0} TEMPLATE {1}", name, template)
    engine = create_engine(server.url(name))
    yield Database(server.url(name), engine, create_sessions(engine))
    engine.dispose()
    _administer(server, "DROP DATABASE {0} WITH (FORCE)", name)


@pytest.fixture
def empty_database(server: EmbeddedServer) -> Iterator[URL]:
    """A database with nothing in it."""
    name = f"empty_{os.getpid()}_{next(numbers)}"
    _administer(server, "CREATE DATABASE {0}", name)
    yield server.url(name)
    _administer(server, "DROP DATABASE {0} WITH (FORCE)", name)


def _fill(url: URL) -> None:
    """Make the tables as the models have them. That migrations make the same ones is a test of its own."""
    engine = create_engine(url)
    migrate.upgrade(engine, "0001")
    migrate.all_tables().create_all(engine)
    with engine.begin() as connection:
        command.stamp(migrate.alembic_config(connection), "head")
    engine.dispose()


def _exists(server: EmbeddedServer, name: str) -> bool:
    with psycopg.connect(conninfo(server.url("postgres"))) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _administer(server: EmbeddedServer, statement: str, *names: str) -> None:
    with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
