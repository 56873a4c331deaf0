"""Operations by which a lead and the sales that came of it hear from each other, wherever either of them stands."""

from sqlalchemy import select

from crm import feed, opportunities, orders
from crm.models import Lead, Opportunity, Order
from engine.errors import OperationFailed
from engine.ports import Call, RecordKey
from tasks import notices
from tasks.operations.authorship import author_of
from tasks.operations.registry import operation


@operation("opportunity.tell_lead")
def tell_lead(call: Call, text: str | None) -> None:
    """Write a text into the feed of the lead that the opportunity comes from, and tell its owner."""
    if call.record.type != "opportunity":
        raise OperationFailed("opportunity.tell_lead", f"this process runs for a {call.record.type}")
    opportunity = call.session.get_one(Opportunity, call.record.id)
    if opportunity.lead_id is not None:
        lead = call.session.get_one(Lead, opportunity.lead_id)
        _tell(call, lead, "lead", lead.title, text)


@operation("lead.tell_sales")
def tell_sales(call: Call, text: str | None) -> None:
    """Write a text into the feeds of the open opportunities and orders that came of the lead, and tell their owners."""
    if call.record.type != "lead":
        raise OperationFailed("lead.tell_sales", f"this process runs for a {call.record.type}")
    of_lead = call.record.id
    running = Opportunity.state == opportunities.OPEN
    for opportunity in call.session.scalars(select(Opportunity).where(Opportunity.lead_id == of_lead, running)):
        _tell(call, opportunity, "opportunity", opportunity.name, text)
    unfinished = Order.status.not_in(orders.final_statuses(call.session))
    for order in call.session.scalars(select(Order).where(Order.lead_id == of_lead, unfinished)):
        _tell(call, order, "order", f"Order {order.number}", text)


def _tell(call: Call, record: Lead | Opportunity | Order, record_type: str, name: str, text: str | None) -> None:
    """An empty text tells nothing."""
    said = (text or "").strip()
    if not said:
        return
    author = author_of(call)
    feed.post(call.session, record_type, record.id, said, author)
    if record.owner_id is not None:
        key = RecordKey(record_type, record.id)
        notices.tell(call.session, record.owner_id, "process", f"{name}: {said}", key, author)
