"""Opportunities: sales in the making. Which tasks and stages one goes through is a process's business, not theirs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm import changes, entry, fields, filters, lookups, presentation, records, settings
from crm.changes import Author, Changed
from crm.errors import Invalid, StateForbids
from crm.models import Opportunity
from crm.paging import Listing
from crm.records import Service
from db import clock

STAGES = "opportunity-stages"
OPEN, WON, LOST = "open", "won", "lost"

LISTING = Listing(
    Opportunity,
    {
        "q": filters.words("opportunity", Opportunity.id),
        "number": filters.number("number", Opportunity.number),
        "stage": filters.code(Opportunity.stage),
        "state": filters.one_of("state", Opportunity.state, (OPEN, WON, LOST)),
        "owner": filters.person(Opportunity.owner_id),
        "sales_division": filters.code(Opportunity.sales_division),
        **filters.linked(lead=Opportunity.lead_id, contact=Opportunity.contact_id, account=Opportunity.account_id),
        "active": filters.flag("active", Opportunity.active),
    },
)
OPPORTUNITIES = Service(LISTING)

# `update` refuses another stage: that is the business of `set_stage`.
update, get, find = OPPORTUNITIES.update, OPPORTUNITIES.get, OPPORTUNITIES.find


def create(session: Session, values: Mapping[str, Any], by: Author) -> Opportunity:
    """Save a new opportunity, in the first stage unless another is given.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    columns = entry.accept_new(session, fields.of("opportunity"), values)
    columns["stage"] = opening_stage(session, columns.get("stage"))
    columns["currency"] = columns.get("currency") or settings.get(session, "base-currency")
    return records.add(session, Opportunity, columns, by)


def opening_stage(session: Session, code: str | None) -> str:
    """Return the code of the stage in which a new opportunity stands: the one wanted, else the first.

    Raises:
        crm.errors.Invalid: there is no such stage, or it is final.
    """
    wanted = code or records.first_code(session, STAGES, "stage")
    stage = lookups.stage(session, wanted, STAGES)
    if stage is None:
        raise Invalid({"stage": [f"There is no stage “{wanted}”."]})
    if stage.final:
        raise Invalid({"stage": ["A new opportunity cannot stand in a final stage."]})
    return wanted


def set_stage(session: Session, opportunity_id: int, stage: str, by: Author) -> Changed:
    """Put an opportunity into a stage.

    Raises:
        crm.errors.Invalid: there is no such stage.
        crm.errors.NotFound: there is no such opportunity.
        crm.errors.StateForbids: it stands in a final stage, which is not left, or is inactive.
    """
    row = changes.lock(session, Opportunity, opportunity_id, columns=("stage", "active"))
    records.require_active(row, "Move to another stage")
    if lookups.stage(session, stage, STAGES) is None:
        raise Invalid({"stage": [f"There is no stage “{stage}”."]})
    current = lookups.stage(session, row["stage"], STAGES)
    if current is not None and current.final and stage != row["stage"]:
        raise StateForbids("Move to another stage", row["stage"], [], "a final stage is not left")
    return changes.write(session, Opportunity, row, {"stage": stage}, by)


def close(session: Session, opportunity_id: int, outcome: str, reason: str | None, by: Author) -> Changed:
    """Close an opportunity as `won` or `lost`; closing it the same way again changes nothing.

    Raises:
        crm.errors.Invalid: the outcome is neither.
        crm.errors.NotFound: there is no such opportunity.
        crm.errors.StateForbids: it is closed the other way, or inactive.
    """
    if outcome not in (WON, LOST):
        raise Invalid({"outcome": [f"“{outcome}” is neither {WON} nor {LOST}."]})
    row = changes.lock(session, Opportunity, opportunity_id, columns=("state", "lost_reason", "closed_at", "active"))
    records.require_active(row, f"Close as {outcome}")
    if row["state"] == outcome:
        return {}
    if row["state"] != OPEN:
        raise StateForbids(f"Close as {outcome}", row["state"], [], "the opportunity is closed already")
    lost_reason = reason if outcome == LOST else None
    values = {"state": outcome, "lost_reason": lost_reason, "closed_at": clock.now()}
    return changes.write(session, Opportunity, row, values, by)


def as_dict(session: Session, opportunities: Sequence[Opportunity]) -> list[dict[str, Any]]:
    """Return opportunities as the interface shows them; the layer that knows processes fills `process`."""
    return [{**shown, "process": None} for shown in OPPORTUNITIES.as_dict(session, opportunities)]


def as_names(session: Session, opportunity_id: int) -> dict[str, Any]:
    """Return an opportunity as expressions of models see it. One query."""
    return presentation.names(session, Opportunity, opportunity_id)
