"""Baton as it is after `baton init`, with the demo users: a database cloned for each test, and people's desks in it."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

from db.connection import conninfo
from db.embedded import EmbeddedServer
from db.settings import Settings
from tasks import initial
from tasks.bootstrap import build
from tasks.demo.people import add_users
from tasks.work import Baton
from tests.desk import Desk

TEMPLATE = "template_ready"


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, secret_key="only for tests", base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="session")
def ready_template(server: EmbeddedServer, template: str) -> str:
    """Name of the database with lookups, published processes and demo users, made once a run."""
    folder = Path(os.environ["BATON_TEST_FOLDER"])
    with (folder / "ready.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "ready.done"
        if not done.exists():
            administer(server, "CREATE DATABASE {0} TEMPLATE {1}", TEMPLATE, template)
            baton = build(settings(folder), server.url(TEMPLATE))
            initial.initialise(baton)
            with baton.sessions.begin() as session:
                add_users(session)
            baton.engine.dispose()
            done.touch()
    return TEMPLATE


@pytest.fixture
def baton_url(server: EmbeddedServer, ready_template: str, request: pytest.FixtureRequest) -> Iterator[URL]:
    """Address of the test's own database."""
    name = f"ready_{os.getpid()}_{abs(hash(request.node.nodeid))}"
    administer(server, "CREATE DATABASE {0} TEMPLATE {1} STRATEGY FILE_COPY", name, ready_template)
    yield server.url(name)
    administer(server, "DROP DATABASE {0} WITH (FORCE)", name)


@pytest.fixture
def baton(baton_url: URL, tmp_path: Path) -> Iterator[Baton]:
    """Baton on the test's own database."""
    baton = build(settings(tmp_path), baton_url)
    yield baton
    baton.engine.dispose()


@pytest.fixture
def sales(baton: Baton) -> Desk:
    return Desk(baton, "sales")


@pytest.fixture
def sales2(baton: Baton) -> Desk:
    return Desk(baton, "sales2")


@pytest.fixture
def marketeer(baton: Baton) -> Desk:
    return Desk(baton, "marketeer")


@pytest.fixture
def manager(baton: Baton) -> Desk:
    return Desk(baton, "manager")


@pytest.fixture
def admin(baton: Baton) -> Desk:
    return Desk(baton, "admin")


@pytest.fixture
def crmadmin(baton: Baton) -> Desk:
    return Desk(baton, "crmadmin")


@pytest.fixture
def designer(baton: Baton) -> Desk:
    return Desk(baton, "designer")


def administer(server: EmbeddedServer, statement: str, *names: str) -> None:
    with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
