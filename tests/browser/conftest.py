"""A real browser before the real application on a database of the test's own; whatever the console complains about fails the test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page, expect, sync_playwright

from crm import people
from tasks.work import Baton
from tests.chromium import launch_options
from tests.desk import Desk
from tests.integration.webui.api.serving import serving
from tests.ready import baton, baton_url, ready_template  # noqa: F401  # fixtures
from webui.app import create_app
from webui.pages.signed_in import remember
from webui.transactions import keep, session

QUIET = ("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update")
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
PATIENCE_MS = 10_000
REFUSALS = ("the server responded with a status of 4", "Response Status Error Code 4")


@dataclass
class Site:
    """The running application, and the pages that people have open."""

    address: str
    browser: Browser
    cookie_of: Callable[[str], str]
    complaints: list[str] = field(default_factory=list)

    def open(self, login: str | None, path: str = "/", size: dict[str, int] | None = None) -> Page:
        """Open a page in a browser of its own, signed in as a demo user unless `login` is None."""
        context = self.browser.new_context(
            base_url=self.address, viewport=size or DESKTOP, timezone_id="Europe/Warsaw", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if login is not None:
            context.add_cookies([{"name": "baton", "value": self.cookie_of(login), "url": self.address}])
        page.goto(path)
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and not any(refusal in text for refusal in REFUSALS):
            self.complaints.append(text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    options = launch_options()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options | {"args": [*options["args"], *QUIET]})
        yield browser
        browser.close()


@pytest.fixture
def site(baton: Baton, browser: Browser) -> Iterator[Site]:  # noqa: F811
    with running(baton, browser) as site:
        yield site


@contextmanager
def running(baton: Baton, browser: Browser) -> Iterator[Site]:  # noqa: F811
    """Run the application until the end of the block; nothing may have gone wrong in its pages by then."""
    app = create_app(baton)
    with serving(app) as served:
        site = Site(f"http://127.0.0.1:{served.port}", browser, lambda login: signed_in(app, login))
        yield site
        for context in browser.contexts:
            context.close()
    assert site.complaints == []


def signed_in(app: Flask, login: str) -> str:
    """Return the cookie of somebody who has signed in, past the form; one test goes through it."""
    with app.test_request_context():
        user_id = people.id_of(session(), login)
        assert user_id is not None
        actor = people.load_actor(session(), user_id)
        assert actor is not None
        remember(actor, "password")
        keep()
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        return str(serializer.dumps(dict(cookie)))


@pytest.fixture
def desk(baton: Baton) -> Callable[[str], Desk]:  # noqa: F811
    """Return what prepares data: a person at work through the services."""
    return lambda login: Desk(baton, login)
