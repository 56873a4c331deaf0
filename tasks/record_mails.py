"""Mails to people outside about a record: written by hand or by its process, and logged on it in one transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm import activities, entry
from crm.changes import Author
from crm.errors import Invalid
from crm.fields import Field
from crm.models import Activity, Contact, Lead
from engine.ports import RecordKey
from tasks import mail
from tasks.record_rows import editable_row_of, row_of
from tasks.work import Work

FIELDS = {
    field.name: field
    for field in (
        Field("to", "To", form="email", required=True, max_length=254),
        Field("subject", "Subject", required=True),
        Field("body", "Text", "long_text", required=True),
    )
}
HEADERS = ("to", "subject")


def write(work: Work, record_type: str, record_id: int, values: Mapping[str, Any]) -> Activity:
    """Send a mail (`FIELDS`) about a lead or an opportunity on behalf of the actor; return it as logged.

    Raises:
        crm.errors.Invalid, crm.errors.NotAllowed, crm.errors.NotFound, crm.errors.StateForbids.
    """
    editable_row_of(work, record_type, record_id)
    return send(work.session, RecordKey(record_type, record_id), values, work.actor.author())


def send(session: Session, record: RecordKey, values: Mapping[str, Any], by: Author) -> Activity:
    """Queue a mail (`FIELDS`) and log it on the record as an outgoing e-mail.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    accepted = _accept(session, values)
    mail_id = mail.queue(session, accepted["to"], accepted["subject"], accepted["body"], record, by.actor_id)
    logged = {
        "kind": "email",
        "direction": "outgoing",
        "subject": accepted["subject"],
        "body": accepted["body"],
        "participants": accepted["to"],
    }
    return activities.log(session, record.type, record.id, logged, by, mail_id)


def address_for(work: Work, record_type: str, record_id: int) -> str | None:
    """Return where to write to about a record: what its contact says, else what its lead says."""
    row = row_of(work, record_type, record_id)
    contact = work.session.get(Contact, row.contact_id) if row.contact_id else None
    if contact is not None and contact.email:
        return contact.email
    lead = row if isinstance(row, Lead) else work.session.get(Lead, row.lead_id) if row.lead_id else None
    return lead.email if lead is not None else None


def _accept(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """Read the fields. A line break in a header is refused, not mended: it may be somebody smuggling in another one."""
    broken = {name: ["Enter one line, without line breaks."] for name in HEADERS if _is_broken(values.get(name))}
    try:
        accepted = entry.accept_new(session, FIELDS, values)
    except Invalid as invalid:
        raise Invalid({**invalid.errors, **broken}) from None
    if broken:
        raise Invalid(broken)
    return accepted


def _is_broken(value: Any) -> bool:
    return isinstance(value, str) and len(f"{value}.".splitlines()) > 1
