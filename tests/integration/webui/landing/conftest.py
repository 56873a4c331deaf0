"""A landing page, and visitors who send its form without a browser."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.landing import proof
from crm.models import LandingPage
from db import clock
from tasks.landing import pages
from tasks.work import Baton
from tests.desk import Desk
from tests.ready import baton, baton_url, ready_template  # noqa: F401  # fixtures
from webui.app import create_app

FIELDS = [
    {"name": "contact_name", "label": "Your name", "required": True},
    {"name": "email", "label": "E-mail", "required": True},
    {"name": "mobile_phone", "label": "Phone"},
    {"name": "need", "label": "What is it about?", "shortest": 5, "longest": 200},
]
PERSON = {"contact_name": "Maria Nguyen", "email": "maria@vizor.example", "mobile_phone": "+48 22 555 01 23"}
TICKET = re.compile(r'name="baton_ticket" value="([^"]+)"')


@dataclass
class Website:
    """A visitor of one landing page; time passes while the form is filled in."""

    client: FlaskClient
    key: str
    slug: str = "spring"
    headers: dict[str, str] = field(default_factory=dict)

    def ticket(self) -> str:
        found = TICKET.search(self.client.get(f"/l/{self.slug}").text)
        assert found is not None
        return found[1]

    def send(
        self, values: dict[str, Any], ticket: str | None = None, *, seconds: int = 30, **more: str
    ) -> TestResponse:
        """Send the form as the script does, which has done the work for its ticket."""
        ticket = ticket or self.ticket()
        return self.post({**values, "baton_ticket": ticket, "baton_proof": worked(ticket), **more}, seconds=seconds)

    def post(self, values: dict[str, Any], *, seconds: int = 30) -> TestResponse:
        with clock.moved(timedelta(seconds=seconds)):
            return self.client.post(f"/l/{self.slug}", data=values, headers=self.headers)


def worked(ticket: str) -> str:
    """Return the proof of work for a ticket."""
    return next(str(n) for n in range(10**7) if proof.is_worked(ticket, str(n)))


@pytest.fixture
def app(baton: Baton) -> Flask:  # noqa: F811
    return create_app(baton)


@pytest.fixture
def desk(baton: Baton) -> Callable[[str], Desk]:  # noqa: F811
    return lambda login: Desk(baton, login)


@pytest.fixture
def made(desk: Callable[[str], Desk]) -> Callable[..., int]:
    """Make a landing page as a marketeer."""

    def make(**values: Any) -> int:
        given = {"title": "Spring offer", "slug": "spring", "fields": FIELDS, "source": "landing-page"}
        with desk("marketeer").work() as work:
            return pages.create(work, {**given, "hidden": {"customer_need": "additional-service"}, **values})

    return make


@pytest.fixture
def website(app: Flask, made: Callable[..., int], baton: Baton) -> Website:  # noqa: F811
    made(create_contact=True, domains=["shop.example", "*.partner.example:8443"])
    return Website(app.test_client(), baton.settings.secret_key)


def changed(desk: Callable[[str], Desk], **values: Any) -> None:
    """Change the one landing page."""
    with desk("marketeer").work() as work:
        page = work.session.query(LandingPage).one()
        pages.update(work, page.id, values)
