"""What the pages of all records share: tabs, feed, activities, history."""

import re
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from crm import activities, feed, history, rights
from crm.models import Lead
from tasks import record_mails
from tasks.calendar import meetings
from tasks.record_rows import row_of
from tasks.work import Work
from webui.pages.record_forms import DAYS, described_form
from webui.rendering import times

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
ACTIVITY_FIELDS = ("kind", "direction", "subject", "at", "duration_minutes", "participants", "body", "invite")
WRITING = ("lead", "opportunity")


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a record's page."""

    code: str
    name: str
    href: str
    count: int | None = None
    live: str | None = None


def tabs(record_type: str, record_id: int, named: dict[str, str], counts: dict[str, int] | None = None) -> list[Tab]:
    """Return tabs by code and name."""
    return [
        Tab(code, name, url_for(f"{record_type}.page", record_id=record_id, tab=code), (counts or {}).get(code))
        for code, name in named.items()
    ]


def tab_asked_for(named: dict[str, str]) -> str:
    """Return the tab that the address names; the first one where it names none, or one that is not there."""
    asked = request.args.get("tab")
    return asked if asked in named else next(iter(named))


def detail(work: Work, record_type: str, record_id: int, tab: str) -> dict[str, Any]:
    """Return what the tabs that all records have show."""
    if tab == "feed":
        return {"posts": feed.of(work.session, record_type, record_id, leads=rights.visible(work.actor, Lead))}
    if tab == "activities":
        return {
            "activities": activities.of(work.session, record_type, record_id, leads=rights.visible(work.actor, Lead)),
            "activity_fields": described_form(work, (meetings.FIELDS[name] for name in ACTIVITY_FIELDS)),
            "mail_fields": _mail_form(work, record_type, record_id),
        }
    if tab == "history":
        return {"changes": trail(work, record_type, record_id)}
    return {}


def _mail_form(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return the form of a mail, addressed to the customer; nothing where the person cannot write one."""
    if record_type not in WRITING or not rights.may(work.actor, "edit", record_type):
        return []
    if not row_of(work, record_type, record_id).active:
        return []
    to = record_mails.address_for(work, record_type, record_id)
    return described_form(work, record_mails.FIELDS.values(), {"to": to})


def trail(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return the history of a record in the words of the page: of its creation, only that it took place."""
    rows = history.of(work.session, record_type, record_id, reader=work.actor)
    for row in rows:
        row["was"], row["is"] = _text(row["old_name"], row["old"]), _text(row["new_name"], row["new"])
        if row["field"] in DAYS:
            row["was"], row["is"] = times.day(row["old"]), times.day(row["new"])
        if row["field"] in ("created", "deleted"):
            row["was"], row["is"] = "", ""
    return rows


def _text(name: str | None, value: Any) -> str:
    if name is not None:
        return name
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(value, str) and TIME.fullmatch(value):
        return times.exact(value)
    return times.day(value) if isinstance(value, str) and DATE.fullmatch(value) else str(value)
