"""Search over everything that the person may see."""

import re
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, and_, select, true

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
    inactive = "inactive" in request.args
    ids: dict[str, list[int]] = {}
    for record_type, record_id in search.everywhere(session(), words, _sought(inactive), MOST):
        ids.setdefault(record_type, []).append(record_id)
    found = [(kind, _rows(kind, ids[kind.type])) for kind in KINDS.values() if kind.type in ids]
    return render_template("pages/search.html", words=words, found=found, inactive=inactive)


def _sought(inactive: bool) -> dict[str, ColumnElement[bool]]:
    """Return what is looked through: records that the person may see; inactive ones only when asked for."""
    actor = work().actor
    readable = [kind for kind in KINDS.values() if rights.may(actor, "read", kind.type)]
    seen = {kind: rights.visible(actor, kind.model) for kind in readable}
    return {kind.type: and_(within, true() if inactive else kind.model.active) for kind, within in seen.items()}


def _rows(kind: RecordKind, ids: list[int]) -> list[dict[str, Any]]:
    """Return the records found, newest first."""
    query = select(kind.model).where(kind.model.id.in_(ids)).order_by(kind.model.id.desc())
    return kind.as_dict(work(), session().scalars(query).all())


def _numbered(words: str) -> int | None:
    number = NUMBER.fullmatch(words)
    if number is None:
        return None
    mine = rights.visible(work().actor, Lead)
    return session().scalar(select(Lead.id).where(Lead.number == int(number[1]), mine))
