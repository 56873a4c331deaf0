"""People who ask for pages, without a browser: for what a browser does not show."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tasks.demo.people import PASSWORD
from tasks.work import Baton
from tests.desk import Desk
from tests.ready import baton, baton_url, ready_template  # noqa: F401  # fixtures
from webui.app import create_app

TOKEN = re.compile(r'name="csrf-?_?token" (?:value|content)="([^"]+)"')


class Visitor:
    """Somebody with cookies, who sends the token of the last page along."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.token = client, ""

    def get(self, path: str, **headers: str) -> TestResponse:
        answer = self.client.get(path, headers=headers)
        found = TOKEN.search(answer.text)
        self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, data: dict[str, object] | None = None, **headers: str) -> TestResponse:
        return self.client.post(path, data=data or {}, headers={"X-CSRFToken": self.token, **headers})


@pytest.fixture
def app(baton: Baton) -> Flask:  # noqa: F811
    return create_app(baton)


@pytest.fixture
def nobody(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def visitor(app: Flask) -> Callable[[str], Visitor]:
    """Return somebody who has signed in as a demo user."""

    def signed_in(login: str) -> Visitor:
        visitor = Visitor(app.test_client())
        visitor.get("/sign-in")
        answer = visitor.post("/sign-in", {"login": login, "password": PASSWORD})
        assert answer.status_code == 303
        visitor.get("/leads")
        return visitor

    return signed_in


@pytest.fixture
def desk(baton: Baton) -> Callable[[str], Desk]:  # noqa: F811
    return lambda login: Desk(baton, login)
