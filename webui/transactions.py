"""The request boundary, for pages and HTTP API alike: one transaction a request.

Committed after success, rolled back after an error, done again when PostgreSQL chose it as the victim of a deadlock.
"""

import logging

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tasks.operations.authorship import ADDRESS
from tasks.work import Baton, Work

DEADLOCK, SERIALIZATION_FAILURE = "40P01", "40001"
ATTEMPTS = 3
FIRST_ERROR_STATUS = 400

log = logging.getLogger(__name__)


class Application(Flask):
    """Flask with the transaction around its views; views ask for it through `session()` and `work()`."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer the request, and commit what it did unless the answer is an error.

        A view may run more than once, so it must not touch anything outside the database before it returns.
        """
        for attempt in range(1, ATTEMPTS):
            try:
                return self._dispatch_once()
            except DBAPIError as error:
                if sqlstate(error) not in (DEADLOCK, SERIALIZATION_FAILURE):
                    raise
                log.warning("attempt %d ran into another transaction and is repeated: %s", attempt, error.orig)
        return self._dispatch_once()

    def _dispatch_once(self) -> ResponseReturnValue:
        committed = False
        try:
            response = self.make_response(super().dispatch_request())
            if response.status_code < FIRST_ERROR_STATUS:
                keep()
                committed = True
            return response
        finally:
            if not committed:
                drop()


def install(app: Flask, baton: Baton) -> None:
    """Make the parts of Baton known to an application, and give back its connection after each request."""
    app.extensions["baton"] = baton
    app.teardown_request(_close)


def baton() -> Baton:
    """Return the parts of Baton that the current application was made with."""
    parts: Baton = current_app.extensions["baton"]
    return parts


def session() -> Session:
    """Return the session of the current request; it takes a connection when it is first used."""
    if "session" not in g:
        g.session = baton().sessions()
        g.session.info[ADDRESS] = request.remote_addr
    current: Session = g.session
    return current


def work() -> Work:
    """Return the work of the current request: its session, on behalf of who was found to be asking (`g.work`)."""
    current: Work = g.work
    return current


def keep() -> None:
    """Commit what the request did so far; only for effects that must outlive a refusal, such as failed sign-ins."""
    if "session" in g:
        g.session.commit()


def drop() -> None:
    """Take back what the request did and forget the objects it has read; the session itself stays usable."""
    if "session" in g:
        g.session.reset()


def sqlstate(error: DBAPIError) -> str | None:
    """Return PostgreSQL's code for an error, None when the connection was lost before it could tell."""
    return getattr(error.orig, "sqlstate", None)


def _close(_error: BaseException | None) -> None:
    if "session" in g:
        g.pop("session").close()
