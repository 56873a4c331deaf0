"""What a lead turns into: contact, account, opportunity, order.

Each function locks the lead's row first, so that two calls at once make one of each; repeating one makes no second.
An inactive lead turns into nothing: `crm.errors.StateForbids`.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import changes, leads, opportunities, orders, records, settings
from crm.changes import Author, Row
from crm.errors import Invalid
from crm.models import Account, Contact, Lead, Opportunity, Order
from db import clock
from db.base import Base


def qualify(
    session: Session,
    lead_id: int,
    by: Author,
    contact_id: int | None = None,
    account_id: int | None = None,
) -> dict[str, Any]:
    """Link a lead to its contact and account and return it as expressions see it (`crm.leads.as_names`).

    The ones chosen are linked, those already linked stay, and those only named are created with the communication
    options of the lead. A lead without owner gets the acting person.

    Raises:
        crm.errors.NotFound: there is no such lead.
        crm.errors.Invalid: a chosen contact or account does not exist.
    """
    lead = _locked(session, lead_id)
    _require_chosen(session, contact_id, account_id)
    changes.write(session, Lead, lead, _qualified(session, lead, by, contact_id, account_id), by)
    return leads.as_names(session, lead_id)


def create_opportunity(
    session: Session, lead_id: int, by: Author, stage: str | None = None, given: Mapping[str, Any] | None = None
) -> Opportunity:
    """Create an opportunity from a lead, or return the open or won one that it already has.

    A new one begins in `stage`, without one in the first. `given` are fields of it that take the place of what comes
    from the lead, or of what an open one has; one that is won stays as it is.

    Raises:
        crm.errors.NotFound: there is no such lead.
        crm.errors.Invalid: no opportunity can begin in that stage, or a given field is wrong.
    """
    lead = _locked(session, lead_id)
    passed = _passed_by(session, lead, by)
    opportunity = _current_opportunity(session, lead_id) or records.add(
        session, Opportunity, _opportunity_columns(session, {**lead, **passed}, stage), by
    )
    if given and opportunity.state == opportunities.OPEN:
        opportunities.update(session, opportunity.id, given, by)
    changes.write(session, Lead, lead, {**passed, "opportunity_id": opportunity.id}, by)
    return opportunity


def create_order(session: Session, lead_id: int, by: Author, *, keep_completed: bool = False) -> Order:
    """Create an order from a lead, or return the unfinished one that it already has; if asked, a completed one too.

    Raises:
        crm.errors.NotFound: there is no such lead.
    """
    lead = _locked(session, lead_id)
    passed = _passed_by(session, lead, by)
    existing = _current_order(session, lead_id, keep_completed=keep_completed)
    order = existing or records.add(session, Order, _order_columns(session, {**lead, **passed}), by)
    changes.write(session, Lead, lead, {**passed, "order_id": order.id}, by)
    return order


def _locked(session: Session, lead_id: int) -> Row:
    lead = changes.lock(session, Lead, lead_id)
    records.require_active(lead)
    return lead


def order_of(session: Session, lead_id: int) -> int | None:
    """Return the id of the order that a lead has become, None when there is none."""
    return session.scalar(select(Lead.order_id).where(Lead.id == lead_id))


def _qualified(
    session: Session, lead: Row, by: Author, contact_id: int | None = None, account_id: int | None = None
) -> dict[str, Any]:
    """Return the columns of a qualified lead; contact and account are created where they are only named."""
    account = account_id or lead["account_id"] or _new_account(session, lead, by)
    return {
        "account_id": account,
        "contact_id": contact_id or lead["contact_id"] or _new_contact(session, lead, account, by),
        "owner_id": lead["owner_id"] or by.actor_id,
        "qualified_at": lead["qualified_at"] or clock.now(),
    }


def _passed_by(session: Session, lead: Row, by: Author) -> dict[str, Any]:
    """Return what *Qualify* would have set on a lead that the bar took past it; nothing for a qualified one."""
    return _qualified(session, lead, by) if lead["qualified_at"] is None else {}


def _require_chosen(session: Session, contact_id: int | None, account_id: int | None) -> None:
    chosen: tuple[tuple[str, type[Base], int | None], ...] = (
        ("contact_id", Contact, contact_id),
        ("account_id", Account, account_id),
    )
    wrong = {
        field: [f"There is no {field.removesuffix('_id')} {record_id}."]
        for field, model, record_id in chosen
        if record_id is not None and session.get(model, record_id) is None
    }
    if wrong:
        raise Invalid(wrong)


def _new_account(session: Session, lead: Row, by: Author) -> int | None:
    if not lead["account_name"]:
        return None
    columns = {
        "name": lead["account_name"],
        "website": lead["website"],
        "phone": lead["business_phone"],
        "country": lead["country"],
        "owner_id": lead["owner_id"] or by.actor_id,
    }
    return records.add(session, Account, columns, by).id


def _new_contact(session: Session, lead: Row, account_id: int | None, by: Author) -> int | None:
    if not lead["contact_name"]:
        return None
    carried = ("job_title", "department", "email", "mobile_phone", "business_phone", "country")
    columns = {
        "name": lead["contact_name"],
        **{column: lead[column] for column in carried},
        "account_id": account_id,
        "owner_id": lead["owner_id"] or by.actor_id,
    }
    return records.add(session, Contact, columns, by).id


def _current_opportunity(session: Session, lead_id: int) -> Opportunity | None:
    """Return the open opportunity of a lead, else the one won last."""
    kept = Opportunity.state.in_((opportunities.OPEN, opportunities.WON))
    open_first = Opportunity.state == opportunities.OPEN
    query = select(Opportunity).where(Opportunity.lead_id == lead_id, kept)
    return session.scalars(query.order_by(open_first.desc(), Opportunity.id.desc()).limit(1)).first()


def _current_order(session: Session, lead_id: int, *, keep_completed: bool) -> Order | None:
    """Return the unfinished order of a lead made last, else one that may be kept although it is completed."""
    kept = {orders.COMPLETED} if keep_completed else set()
    finished = orders.final_statuses(session)
    query = select(Order).where(Order.lead_id == lead_id, Order.status.not_in(finished - kept))
    open_first = Order.status.not_in(finished)
    return session.scalars(query.order_by(open_first.desc(), Order.id.desc()).limit(1)).first()


def _opportunity_columns(session: Session, lead: Row, stage: str | None) -> Mapping[str, Any]:
    return {
        **_carried(session, lead),
        "name": lead["title"],
        "stage": opportunities.opening_stage(session, stage),
        "amount": lead["budget"] if lead["potential_value"] is None else lead["potential_value"],
        "needs": lead["business_case"] or lead["handoff_notes"],
        "product_suggestions": lead["product_suggestions"],
        "assignees_group": lead["assignees_group"],
        "next_meeting": lead["meeting_at"],
        "close_date": lead["expected_close_date"] or (lead["decision_at"].date() if lead["decision_at"] else None),
    }


def _order_columns(session: Session, lead: Row) -> Mapping[str, Any]:
    return {**_carried(session, lead), "status": orders.first_status(session)}


def _carried(session: Session, lead: Row) -> Mapping[str, Any]:
    return {
        "lead_id": lead["id"],
        "contact_id": lead["contact_id"],
        "account_id": lead["account_id"],
        "owner_id": lead["sales_owner_id"] or lead["owner_id"],
        "sales_division": lead["sales_division"],
        "amount": lead["budget"],
        "currency": settings.get(session, "base-currency"),
    }
