"""Takes what visitors of websites do, from those who have agreed to it."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from crm.landing import form, website
from webui.errors import MalformedRequest
from webui.landing.doors import address, admit, blueprint, open_page, preflight
from webui.transactions import session

doors = blueprint("landing_event")
LARGEST = 8 * 1024


@doors.route("/l/events", methods=["OPTIONS"], provide_automatic_options=False)
def may_tell() -> ResponseReturnValue:
    """Tell a browser whether another website may tell of its visitors."""
    return preflight(request.args.get("form", ""), "POST")


@doors.post("/l/events", provide_automatic_options=False)
def tell() -> ResponseReturnValue:
    """Record a page view: `{form, baton_visitor, consent, page, title, referrer, utm_…}`."""
    told = _told()
    page = open_page(str(told.get("form", "")))
    admit("event")
    website.view(session(), page, form.visitor_of(told), told, address())
    return Response(status=204)


def _told() -> Mapping[str, Any]:
    """Read the body; it is plain text for the browser, which would ask for leave first otherwise."""
    if request.content_length is None or request.content_length > LARGEST:
        raise MalformedRequest("event", "it has at most 8 kB")
    try:
        told = json.loads(request.get_data())
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, Mapping):
        raise MalformedRequest("event", "send a JSON object")
    return told
