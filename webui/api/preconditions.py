"""Guards against overwriting: `If-Match` names the revision that somebody has seen, `If-None-Match` the one they hold."""

import re

from flask import Response, request

from webui.errors import MalformedRequest

TAG = re.compile(r'(?:W/)?"(\d{1,18})"|(\d{1,18})')


def expected_revision() -> int | None:
    """Return the revision that `If-Match` asks for; None when any will do."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    found = TAG.fullmatch(header.strip())
    if found is None:
        raise MalformedRequest("If-Match header", 'it has to be a revision in quotes, such as "3", or *')
    return int(found.group(1) or found.group(2))


def spare_known(response: Response) -> Response:
    """Turn an answer that the caller already holds into 304."""
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response
