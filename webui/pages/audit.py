"""The audit log: searched page by page, and taken out as a table."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import people, rights
from crm.audit import events, log
from crm.errors import Invalid
from crm.plain import plain
from db import clock
from webui.pages import lenient
from webui.pages.blueprint import Pages
from webui.rendering.times import zone
from webui.spreadsheets import CSV, as_csv
from webui.transactions import session, work

pages = Pages("audit")
SHOWN, MOST_EXPORTED = 50, 10_000
NAMES = ("q", "person", "record_type", "record_id", "action", "since", "until")
PAGED = {"lead", "contact", "account", "opportunity", "order"}
COLUMNS = (
    "id", "at", "actor", "actor_name", "address", "record_type", "record_id", "record_name", "action", "label", "old",
    "new", "process_element", "task_id",
)  # fmt: skip


@pages.get("/settings/audit")
def index() -> ResponseReturnValue:
    """Show entries of the log, as the address narrows them."""
    rights.require(work().actor, "read", "audit_log")
    cursor = request.args.get("cursor")
    (entries, next_cursor), sound, told = lenient.find(lambda given: _find(given, SHOWN, cursor), _given())
    keep: dict[str, Any] = dict(sound)
    return render_template(
        "pages/audit.html",
        entries=[{**entry, "href": _href(entry)} for entry in entries],
        more=url_for("audit.index", **keep, cursor=next_cursor) if next_cursor else None,
        keep=keep,
        told=told,
        people=people.users(session()),
        actions=events.ACTIONS,
        record_types=log.RECORD_TYPES,
        most=MOST_EXPORTED,
    )


@pages.get("/settings/audit.csv")
def export() -> ResponseReturnValue:
    """Return the newest entries that fit as a table; the log says that somebody took it out."""
    rights.require(work().actor, "read", "audit_log")
    (entries, _next), keep, _told = lenient.find(lambda given: _find(given, MOST_EXPORTED, None), _given())
    facts = {"entries": len(entries), "filters": keep or None}
    events.write(session(), "exported", ("audit_log", None), facts, work().actor.author())
    rows = [{name: _cell(entry[name]) for name in COLUMNS} for entry in entries]
    name = f"audit-log-{clock.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_csv(rows, COLUMNS), content_type=CSV, headers=headers)


def _given() -> dict[str, str]:
    return {name: request.args[name].strip() for name in NAMES if request.args.get(name, "").strip()}


def _find(given: Mapping[str, str], limit: int, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
    read: dict[str, Any] = dict(given)
    if "record_id" in given:
        read["record_id"] = _number(given["record_id"])
    if "since" in given:
        read["since"] = _day("since", given["since"])
    if "until" in given:
        read["until"] = _day("until", given["until"], later=1)
    return log.entries(session(), read, limit, cursor)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > len("9" * 18):
        raise Invalid({"record_id": ["Enter the number that stands in the address of the record."]})
    return int(text)


def _day(name: str, text: str, later: int = 0) -> datetime:
    """Return when a day begins for whoever reads, or a later one."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=zone()) + timedelta(days=later)
    except (ValueError, OverflowError):
        raise Invalid({name: ["Enter a day."]}) from None


def _href(entry: Mapping[str, Any]) -> str | None:
    """Return where the record of an entry is shown."""
    kind, record_id = entry["record_type"], entry["record_id"]
    if kind in PAGED and record_id is not None:
        return url_for(f"{kind}.page", record_id=record_id)
    if kind == "process" and entry["record_name"] and entry["action"] != "deleted":
        return url_for("process.page", key=entry["record_name"])
    return url_for("task.page", task_id=record_id) if kind == "task" and record_id is not None else None


def _cell(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_cell(part)}" for name, part in value.items())
    return ", ".join(str(_cell(part)) for part in value) if isinstance(value, list) else value
