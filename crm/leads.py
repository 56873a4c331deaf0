"""Leads: saved, changed, found and shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm import changes, entry, fields, filters, lookups, presentation, records
from crm.changes import Author, Changed
from crm.errors import Invalid
from crm.models import Lead
from crm.paging import Listing
from crm.plain import plain
from crm.records import Service
from db import clock

TITLE_PARTS = ("customer_need", "account_name", "contact_name")
SCORE_BANDS = ("high", "medium", "low")
LISTING = Listing(
    Lead,
    {
        "q": filters.words("lead", Lead.id),
        "number": filters.number("number", Lead.number),
        "stage": filters.code(Lead.stage),
        "status": filters.code(Lead.status),
        "need_maturity": filters.code(Lead.need_maturity),
        "customer_need": filters.code(Lead.customer_need),
        "source": filters.code(Lead.source),
        "channel": filters.code(Lead.channel),
        "sales_division": filters.code(Lead.sales_division),
        "score_band": filters.one_of("score_band", Lead.score_band, SCORE_BANDS),
        "owner": filters.person(Lead.owner_id),
        "email": filters.email(Lead.email),
        **filters.linked(contact=Lead.contact_id, account=Lead.account_id),
        "active": filters.flag("active", Lead.active),
    },
)
LEADS = Service(LISTING)

get, find = LEADS.get, LEADS.find


def create(session: Session, values: Mapping[str, Any], by: Author, *, stage: str | None = None) -> Lead:
    """Save a new lead in a stage; without one it stands where `values` say, else in the first of all stages.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    given = {**values, "stage": stage} if stage is not None else values
    columns = entry.accept_new(session, fields.of("lead"), given)
    columns["stage"] = columns.get("stage") or records.first_code(session, "lead-stages", "stage")
    columns["title"] = columns.get("title") or _default_title(session, columns)
    columns["channel"] = columns.get("channel") or _channel_of(session, columns.get("source"))
    registration = {name: plain(value) for name, value in values.items() if value is not None}
    return records.add(session, Lead, columns, by, registration=registration)


def update(
    session: Session, lead_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change fields of a lead; its stage changes by `set_stage` only. Errors as `crm.records.Service.update`."""
    return _write(session, lead_id, values, {}, by, revision)


def record_handoff(session: Session, lead_id: int, values: Mapping[str, Any], by: Author) -> Changed:
    """Keep what sales needs to know on the lead, and when it was handed over. Errors as `update`."""
    return _write(session, lead_id, values, {"handed_over_at": clock.now()}, by, None)


def set_stage(session: Session, lead_id: int, stage: str, by: Author) -> Changed:
    """Put a lead into a stage, with the need maturity that the stage sets; whether it may go there is not asked here.

    Raises:
        crm.errors.Invalid: there is no such stage.
        crm.errors.NotFound: there is no such lead.
        crm.errors.StateForbids: the lead is inactive.
    """
    entered = lookups.stage(session, stage)
    if entered is None:
        raise Invalid({"stage": [f"There is no stage “{stage}”."]})
    maturity = {"need_maturity": entered.need_maturity} if entered.need_maturity else {}
    row = changes.lock(session, Lead, lead_id, columns=("active", "stage", *maturity))
    records.require_active(row, "Move to another stage")
    return changes.write(session, Lead, row, {"stage": stage, **maturity}, by)


def set_active(session: Session, lead_id: int, active: bool, by: Author) -> Changed:
    """Activate or deactivate a lead: inactive, it is hidden from the default list and read-only."""
    return changes.change(session, Lead, lead_id, {"active": active}, by)


def as_dict(session: Session, leads: Sequence[Lead]) -> list[dict[str, Any]]:
    """Return leads as the interface shows them; the layer that knows processes fills `process`."""
    shown = LEADS.as_dict(session, leads)
    for lead in shown:
        lead["stage"] = {"code": lead["stage"], "name": lookups.stage_name(session, lead["stage"])}
        lead["process"] = None
    return shown


def as_names(session: Session, lead_id: int) -> dict[str, Any]:
    """Return a lead as expressions of models see it: codes for the stage too. One query."""
    return presentation.names(session, Lead, lead_id)


def _write(
    session: Session,
    lead_id: int,
    values: Mapping[str, Any],
    further: Mapping[str, Any],
    by: Author,
    revision: int | None,
) -> Changed:
    known = fields.of("lead")
    needed = {*entry.columns_of(known, values), *further, "active", *TITLE_PARTS}
    row = changes.lock(session, Lead, lead_id, columns=sorted(needed), revision=revision)
    columns = entry.accept_changes(session, known, values, row)
    records.require_active(row)
    if "title" in columns and columns["title"] is None:
        columns["title"] = _default_title(session, {**row, **columns})
    return changes.write(session, Lead, row, {**columns, **further}, by)


def _default_title(session: Session, columns: Mapping[str, Any]) -> str:
    need = lookups.value(session, "customer-needs", columns["customer_need"])
    name = columns.get("account_name") or columns.get("contact_name")
    told = need.name if need else columns["customer_need"]
    return f"{told} / {name}" if name else told


def _channel_of(session: Session, source: str | None) -> str | None:
    found = lookups.value(session, "lead-sources", source) if source else None
    return found.attributes.get("channel") if found else None
