"""Ways in which pages answer: a page, a part of one for htmx, a move to another page, a short message."""

import json
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Response, flash, get_flashed_messages, make_response, redirect, render_template, request

FORM_ERROR = 422
SEE_OTHER = 303


def is_htmx() -> bool:
    """Say whether htmx asks, and not the browser itself."""
    return request.headers.get("HX-Request") == "true"


def say(text: str, kind: str = "success") -> None:
    """Have the next page show a short message."""
    flash(text, kind)


def flashed() -> list[dict[str, str]]:
    """Return the messages that have not been shown yet, and forget them."""
    messages: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]
    return [{"kind": kind, "text": text} for kind, text in messages]


def fragment(template: str, status: int = 200, **values: Any) -> Response:
    """Return a part of a page, with the messages that are to be shown now."""
    answer = make_response(render_template(template, **values), status)
    return with_messages(answer)


def with_messages(answer: Response) -> Response:
    """Add the messages to be shown now to an answer for htmx."""
    if is_htmx() and answer.status_code < FORM_ERROR and answer.status_code != SEE_OTHER:
        messages = flashed()
        if messages:
            answer.headers["HX-Trigger-After-Swap"] = json.dumps({"toast": {"messages": messages}})
    return answer


def go_to(address: str) -> Response:
    """Send the browser to another page after something was done; also out of a dialog."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": address})
    answer = redirect(address, SEE_OTHER)
    assert isinstance(answer, Response)
    return answer


def show_again(address: str) -> Response:
    """Send htmx on to a page of which it picks the part that it shows (`hx-select`)."""
    answer = redirect(address, SEE_OTHER)
    assert isinstance(answer, Response)
    return answer


def problem_headers(text: str) -> dict[str, str]:
    """Return the header by which the page learns what went wrong, to say it in place."""
    return {"X-Problem": quote(text)}


def own_address(address: str | None, otherwise: str = "/") -> str:
    """Return a path on this site; anything else is replaced, so that nobody is sent elsewhere."""
    if not address:
        return otherwise
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != request.host:
        return otherwise
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else otherwise
