"""Webhooks: saved, changed, found and shown. Secrets are shown when they are made, and never again."""

from collections.abc import Callable, Mapping, Sequence
from secrets import token_urlsafe
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import changes, entry, fields, filters, records
from crm.changes import Author, Changed
from crm.errors import Invalid, NotFound
from crm.models import IncomingHook, Webhook
from crm.paging import Listing
from crm.records import Service

EVENTS: Mapping[str, str] = {
    "lead.created": "Lead created",
    "lead.changed": "Lead changed",
    "lead.stage_changed": "Stage of a lead changed",
    "lead.score_changed": "Score of a lead changed",
    "task.opened": "Task opened",
    "task.completed": "Task completed",
}
OUT = Service(Listing(Webhook, {"active": filters.flag("active", Webhook.active)}))
IN = Service(Listing(IncomingHook, {"active": filters.flag("active", IncomingHook.active)}))
SCHEMES = ("http://", "https://")


class Made(NamedTuple):
    """A new webhook: its id, and the secret that is never shown again."""

    id: int
    secret: str


def create_out(session: Session, values: Mapping[str, Any], by: Author) -> Made:
    """Save a new webhook that hears of events.

    Raises:
        crm.errors.Invalid
    """
    columns = _checked(lambda: entry.accept_new(session, fields.of("webhook"), _plain(values)), values, {})
    secret = token_urlsafe(32)
    return Made(records.add(session, Webhook, columns, by, secret=secret).id, secret)


def update_out(
    session: Session, hook_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change a webhook; one that is saved as active goes on if it was paused. Errors as `crm.records.Service.update`."""
    row = changes.lock(session, Webhook, hook_id, revision=revision)
    columns = _checked(lambda: entry.accept_changes(session, fields.of("webhook"), _plain(values), row), values, row)
    if columns.get("active", row["active"]):
        columns |= {"paused_at": None, "failures": 0}
    return changes.write(session, Webhook, row, columns, by)


def create_in(session: Session, values: Mapping[str, Any], by: Author) -> Made:
    """Save a program that may make leads.

    Raises:
        crm.errors.Invalid
    """
    columns = entry.accept_new(session, fields.of("incoming_hook"), values)
    secret = token_urlsafe(32)
    return Made(records.add(session, IncomingHook, columns, by, secret=secret, key=token_urlsafe(18)).id, secret)


def by_key(session: Session, key: str) -> IncomingHook:
    """Return the active program with an address.

    Raises:
        crm.errors.NotFound
    """
    found = session.scalar(select(IncomingHook).where(IncomingHook.key == key, IncomingHook.active))
    if found is None:
        raise NotFound("webhook", key[:40])
    return found


def out_as_dict(session: Session, hooks: Sequence[Webhook]) -> list[dict[str, Any]]:
    """Return webhooks as the interface shows them."""
    return [
        {**shown, "events": hook.events, "failures": hook.failures, "paused_at": hook.paused_at}
        for shown, hook in zip(OUT.as_dict(session, hooks), hooks, strict=True)
    ]


def in_as_dict(session: Session, hooks: Sequence[IncomingHook]) -> list[dict[str, Any]]:
    """Return programs that make leads as the interface shows them, with the path that they call."""
    return [
        {**shown, "path": f"/hooks/{hook.key}"} for shown, hook in zip(IN.as_dict(session, hooks), hooks, strict=True)
    ]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "events"}


def _checked(accept: Callable[[], dict[str, Any]], values: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that `accept` returns, and the events; with every error told at once.

    Raises:
        crm.errors.Invalid
    """
    columns: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    try:
        columns = accept()
    except Invalid as invalid:
        errors = invalid.errors
    events = values.get("events", row.get("events", []))
    if not isinstance(events, Sequence) or isinstance(events, str) or not events or set(events) - EVENTS.keys():
        errors["events"] = [f"Choose one or more of {', '.join(EVENTS)}."]
    url = values.get("url", row.get("url"))
    if isinstance(url, str) and not url.strip().startswith(SCHEMES):
        errors["url"] = ["Begin with https:// or http://."]
    if errors:
        raise Invalid(errors)
    return columns | {"events": sorted(set(events))}
