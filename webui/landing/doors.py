"""What the public doors share: who calls, whether they call too often, and what other websites are answered."""

import logging
from secrets import token_hex

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge, UnprocessableEntity, UnsupportedMediaType

from crm.landing import floods, origins, pages
from crm.models import LandingPage
from webui.api.answers import dump
from webui.api.failures import PROBLEM
from webui.problems import internal, problem_of
from webui.transactions import drop, keep, session

LARGEST, MOST_FIELDS = 64 * 1024, 100
FORM = "application/x-www-form-urlencoded"
log = logging.getLogger(__name__)


def blueprint(name: str) -> Blueprint:
    """Return a group of public doors, whose refusals are told as JSON to scripts of other websites."""
    doors = Blueprint(name, __name__)
    doors.after_request(_allow_origin)
    doors.register_error_handler(Exception, refuse)
    return doors


def address() -> str:
    """Return the address that calls."""
    return request.remote_addr or "unknown"


def admit(door: str) -> None:
    """Count the call, whatever becomes of it.

    Raises:
        crm.errors.CalledTooOften
    """
    try:
        floods.admit(session(), door, address())
    finally:
        keep()


def open_page(slug: str) -> LandingPage:
    """Return the landing page at an address, for a call from a website that it allows.

    Raises:
        crm.errors.NotFound, crm.errors.OriginRefused
    """
    page = pages.by_slug(session(), slug)
    origins.require(page, origin(), own_origin())
    g.allowed_origin = origin()
    return page


def origin() -> str | None:
    """Return the website that calls, None when no browser says so."""
    return request.headers.get("Origin")


def own_origin() -> str:
    """Return our own origin, as the browser sees it."""
    return request.host_url.rstrip("/")


def require_small_form() -> None:
    """Refuse what is no small form before any of it is read into fields.

    Raises:
        werkzeug.exceptions.HTTPException
    """
    if request.mimetype != FORM:
        raise UnsupportedMediaType(f"Send the form as {FORM}.")
    if request.content_length is None or request.content_length > LARGEST:
        raise RequestEntityTooLarge("A form has at most 64 kB.")
    if request.get_data(cache=True).count(b"&") >= MOST_FIELDS:
        raise UnprocessableEntity(f"A form has at most {MOST_FIELDS} fields.")


def preflight(slug: str, methods: str) -> Response:
    """Answer a browser that asks whether another website may call."""
    open_page(slug)
    answer = Response(status=204)
    answer.headers["Access-Control-Allow-Methods"] = methods
    answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
    answer.headers["Access-Control-Max-Age"] = "600"
    return answer


def wants_json() -> bool:
    """Say whether a script asks, which shows the answer itself."""
    return request.accept_mimetypes.best == "application/json"


def refuse(error: Exception) -> Response:
    """Return a refusal for a script."""
    drop()
    problem = problem_of(error)
    if problem is None:
        incident = token_hex(8)
        log.error("%s %s failed [%s]", request.method, request.path, incident, exc_info=error)
        problem = internal(incident)
    return Response(dump(problem.members()), problem.status, dict(problem.headers), content_type=PROBLEM)


def _allow_origin(answer: Response) -> Response:
    """Let scripts of an allowed website read the answer; caches keep answers to different websites apart."""
    answer.headers["Vary"] = "Origin"
    allowed = g.get("allowed_origin")
    if allowed is not None:
        answer.headers["Access-Control-Allow-Origin"] = allowed
    return answer
