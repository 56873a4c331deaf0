"""Search over everything that the person may see."""

import re
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from crm import rights, search
from crm.models import Lead
from webui.pages.answers import go_to
from webui.pages.blueprint import Pages
from webui.pages.record_kinds import KINDS, RecordKind
from webui.transactions import session, work

pages = Pages("search")
MOST = 20
NUMBER = re.compile(r"#?(\d{1,12})")


@pages.get("/search")
def everything() -> ResponseReturnValue:
    """Show what is found, by type of record; the number of a lead leads straight to it."""
    words = request.args.get("q", "").strip()
    lead_id = _numbered(words)
    if lead_id is not None:
        return go_to(url_for("lead.page", record_id=lead_id))
    ids: dict[str, list[int]] = {}
    for record_type, record_id in search.everywhere(session(), words, MOST):
        ids.setdefault(record_type, []).append(record_id)
    found = [(kind, _seen(kind, ids[kind.type])) for kind in KINDS.values() if kind.type in ids]
    return render_template("pages/search.html", words=words, found=[(kind, rows) for kind, rows in found if rows])


def _seen(kind: RecordKind, ids: list[int]) -> list[dict[str, Any]]:
    """Return those of the records found that the person may see, newest first."""
    if not rights.may(work().actor, "read", kind.type):
        return []
    query = select(kind.model).where(kind.model.id.in_(ids), rights.visible(work().actor, kind.model))
    return kind.as_dict(work(), session().scalars(query.order_by(kind.model.id.desc())).all())


def _numbered(words: str) -> int | None:
    number = NUMBER.fullmatch(words)
    if number is None:
        return None
    mine = rights.visible(work().actor, Lead)
    return session().scalar(select(Lead.id).where(Lead.number == int(number[1]), mine))
