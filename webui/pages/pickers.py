"""Finds records by what is typed into a field that refers to one."""

from flask import request
from flask.typing import ResponseReturnValue

from crm.errors import NotFound
from webui.pages.answers import fragment
from webui.pages.blueprint import Pages
from webui.pages.record_kinds import KINDS
from webui.transactions import work

pages = Pages("pick")
MOST = 8


@pages.get("/pick/<record_type>")
def records(record_type: str) -> ResponseReturnValue:
    """Return the records that fit what was typed, the newest without anything typed."""
    kind = KINDS.get(record_type)
    if kind is None:
        raise NotFound("kind of record", record_type)
    words = request.args.get("words", "").strip()
    page = kind.find(work(), {"q": words} if words else {}, MOST, None)
    return fragment("fragments/picks.html", kind=kind, records=kind.as_dict(work(), page.items), words=words)
