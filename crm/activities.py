"""Calls, e-mails and meetings about records: logged by people, and by the sending of mail."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm import entry, records, related
from crm.audit import events
from crm.changes import Author
from crm.errors import Invalid
from crm.fields import Field
from crm.models import Activity, User
from db import clock

FIELDS = {
    field.name: field
    for field in (
        Field(
            "kind",
            "Kind",
            "choice",
            required=True,
            choices=(("call", "Call"), ("email", "Email"), ("meeting", "Meeting")),
        ),
        Field("direction", "Direction", "choice", choices=(("incoming", "Incoming"), ("outgoing", "Outgoing"))),
        Field("subject", "Subject", required=True),
        Field("body", "Details", "long_text"),
        Field("participants", "Participants", max_length=1000),
        Field("at", "Date and time", "datetime", defaulted=True),
        Field("duration_minutes", "Duration in minutes", "number"),
    )
}
LONGEST_MINUTES = 7 * 24 * 60


def log(
    session: Session,
    record_type: str,
    record_id: int,
    values: Mapping[str, Any],
    by: Author,
    mail_id: int | None = None,
) -> Activity:
    """Log a call, e-mail or meeting (`FIELDS`) on a record; without `at` it was just now.

    Raises:
        crm.errors.Invalid: with every error at its field.
        crm.errors.StateForbids: the record is inactive.
    """
    columns = entry.accept_new(session, FIELDS, values)
    if (columns.get("duration_minutes") or 0) > LONGEST_MINUTES:
        raise Invalid({"duration_minutes": ["Enter at most a week."]})
    if columns["kind"] != "meeting" and columns.get("direction") is None:
        raise Invalid({"direction": ["Say whether it was incoming or outgoing."]})
    records.require_active_one(session, record_type, record_id, "Log an activity")
    columns.setdefault("at", clock.now())
    activity = Activity(record_type=record_type, record_id=record_id, author_id=by.actor_id, mail_id=mail_id, **columns)
    session.add(activity)
    session.flush()
    facts = {record_type: record_id, "kind": activity.kind, "subject": activity.subject}
    events.write(session, "logged", ("activity", activity.id), facts, by)
    return activity


def of(
    session: Session,
    record_type: str,
    record_id: int,
    kind: str | None = None,
    limit: int = 100,
    leads: ColumnElement[bool] | None = None,
) -> list[dict[str, Any]]:
    """Return the activities of a record and of those it came from, newest first.

    `leads` is the condition that the asking person may see a lead.

    Each is `{id, record_type, record_id, kind, direction, subject, body, participants, at, duration_minutes,
    invited, cancelled_at, author, author_name, mail_id}`.
    """
    keys = related.keys(session, record_type, record_id, leads)
    query = (
        select(Activity, User.login, User.name)
        .outerjoin(User, User.id == Activity.author_id)
        .where(related.among(keys, Activity.record_type, Activity.record_id))
    )
    if kind is not None:
        query = query.where(Activity.kind == kind)
    rows = session.execute(query.order_by(Activity.at.desc(), Activity.id.desc()).limit(limit))
    return [shown(found, login, name) for found, login, name in rows]


def shown(found: Activity, login: str | None, name: str | None) -> dict[str, Any]:
    """Return an activity as the interface shows it."""
    plain = ("id", "record_type", "record_id", *FIELDS, "invited", "cancelled_at", "mail_id")
    return {**{column: getattr(found, column) for column in plain}, "author": login, "author_name": name}
