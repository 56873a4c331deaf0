"""How a lead and the sales that came of it hear from each other, wherever either of them stands."""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import feed, opportunities, orders
from crm.changes import Author
from crm.models import Lead, Opportunity, Order
from engine import instances
from engine.errors import InstanceStopped, NotWaiting
from engine.ports import RecordKey
from tasks import notices
from tasks.record_rows import is_active
from tasks.work import Work

ORDER_COMPLETED = "order-completed"
OUTCOMES = {
    opportunities.WON: ("opportunity-won", "The sale was won."),
    opportunities.LOST: ("opportunity-lost", "The sale was lost."),
}


def report(work: Work, opportunity_id: int, outcome: str) -> None:
    """Let a lead know how its sale ends, in place of the sale's process where none runs.

    To be called before anything is written: the lead's instance is locked before records are.
    """
    message, text = OUTCOMES[outcome]
    opportunity = work.session.get_one(Opportunity, opportunity_id)
    lead = instances.running(work.session, RecordKey("lead", opportunity.lead_id)) if opportunity.lead_id else None
    if lead is not None:
        payload = {"opportunity_name": opportunity.name, "lost_reason": None}
        with suppress(NotWaiting, InstanceStopped):
            work.app.host.send_message(work.session, lead, message, payload, work.actor.id)
    tell_lead(work.session, opportunity_id, text, work.actor.author())


def lead_of_order(work: Work, order_id: int) -> int | None:
    """Lock and return the instance that works for the lead of an order, if one does."""
    lead_id = work.session.scalar(select(Order.lead_id).where(Order.id == order_id))
    locked = work.app.host.lock_running(work.session, RecordKey("lead", lead_id)) if lead_id is not None else None
    return locked.id if locked is not None else None


def report_order(work: Work, instance_id: int) -> None:
    """Let the process of a lead know that its order is completed."""
    with suppress(NotWaiting, InstanceStopped):
        work.app.host.send_message(work.session, instance_id, ORDER_COMPLETED, {}, work.actor.id)


def tell_lead(session: Session, opportunity_id: int, text: str | None, by: Author) -> None:
    """Write a text into the feed of the lead that an opportunity comes from, if from any, and tell the lead's owner."""
    lead_id = session.get_one(Opportunity, opportunity_id).lead_id
    if lead_id is not None:
        lead = session.get_one(Lead, lead_id)
        _tell(session, RecordKey("lead", lead_id), lead.owner_id, lead.title, text, by)


def tell_sales(session: Session, lead_id: int, text: str | None, by: Author) -> None:
    """Write a text into the feeds of a lead's open opportunities and orders, and tell the owners of those."""
    running = Opportunity.lead_id == lead_id, Opportunity.state == opportunities.OPEN
    for opportunity in session.scalars(select(Opportunity).where(*running)):
        key = RecordKey("opportunity", opportunity.id)
        _tell(session, key, opportunity.owner_id, opportunity.name, text, by)
    unfinished = Order.lead_id == lead_id, Order.status.not_in(orders.final_statuses(session))
    for order in session.scalars(select(Order).where(*unfinished)):
        _tell(session, RecordKey("order", order.id), order.owner_id, f"Order {order.number}", text, by)


def _tell(session: Session, record: RecordKey, owner_id: int | None, name: str, text: str | None, by: Author) -> None:
    """An empty text tells nothing; nothing is written on an inactive record, but its owner is told."""
    said = (text or "").strip()
    if not said:
        return
    if is_active(session, record):
        feed.post(session, record.type, record.id, said, by)
    if owner_id is not None:
        notices.tell(session, owner_id, "process", f"{name}: {said}", record, by)
