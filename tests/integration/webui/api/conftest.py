"""The application on a database of the test's own, and people who call it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from crm import people, tokens
from tasks.work import Baton
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.contract import Contract
from tests.integration.webui.api.serving import Served, serving
from tests.ready import baton, baton_url, ready_template  # noqa: F401  # fixtures
from webui.app import create_app

Login = Callable[[str], Caller]


@pytest.fixture
def app(baton: Baton) -> Flask:  # noqa: F811
    return create_app(baton)


@pytest.fixture
def contract(app: Flask) -> Contract:
    return Contract(app)


@pytest.fixture
def nobody(app: Flask, contract: Contract) -> Caller:
    """A caller without a token."""
    return Caller(app.test_client(), contract)


@pytest.fixture
def login(app: Flask, contract: Contract, baton: Baton) -> Login:  # noqa: F811
    """Sign a demo user in; past the password, which takes its time."""

    def signed_in(name: str) -> Caller:
        with baton.sessions.begin() as session:
            user_id = people.id_of(session, name)
            assert user_id is not None
            actor = people.load_actor(session, user_id)
            assert actor is not None
            return Caller(app.test_client(), contract, tokens.issue(session, actor))

    return signed_in


@pytest.fixture
def sales(login: Login) -> Caller:
    return login("sales")


@pytest.fixture
def admin(login: Login) -> Caller:
    return login("admin")


@pytest.fixture
def served(app: Flask) -> Iterator[Served]:
    with serving(app) as running:
        yield running
