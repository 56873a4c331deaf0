"""A group of pages: for people who have signed in, and guarded against forged requests."""

from flask import Blueprint, Response, g, redirect, request, url_for

from tasks.work import Work
from webui.pages.answers import is_htmx
from webui.pages.signed_in import current_actor
from webui.security import csrf
from webui.transactions import baton, session


class Pages(Blueprint):
    """A group of page routes; nobody gets past its door who has not signed in, unless it is open to all."""

    def __init__(self, name: str, *, open_to_all: bool = False) -> None:
        super().__init__(name, __name__)
        self.before_request(csrf.protect)
        if not open_to_all:
            self.before_request(_require_person)


def _require_person() -> Response | None:
    actor = current_actor()
    if actor is None:
        return _to_sign_in()
    g.work = Work(session(), baton(), actor)
    return None


def _to_sign_in() -> Response:
    """Send whoever asks to the sign-in page, and back here afterwards; htmx has to be told by a header."""
    back = request.headers.get("HX-Current-URL", "") if is_htmx() else request.full_path.rstrip("?")
    address = url_for("sign_in.page", back=back if request.method == "GET" or is_htmx() else None)
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": address})
    answer = redirect(address)
    assert isinstance(answer, Response)
    return answer
