"""Operations by which a lead and the sales that came of it hear from each other."""

from engine.errors import OperationFailed
from engine.ports import Call
from tasks import counterparts
from tasks.operations.authorship import author_of
from tasks.operations.registry import operation


@operation("opportunity.tell_lead")
def tell_lead(call: Call, text: str | None) -> None:
    """Write a text into the feed of the lead that the opportunity comes from, and tell the lead's owner."""
    _require(call, "opportunity", "opportunity.tell_lead")
    counterparts.tell_lead(call.session, call.record.id, text, author_of(call))


@operation("lead.tell_sales")
def tell_sales(call: Call, text: str | None) -> None:
    """Write a text into the feeds of the lead's open opportunities and orders, and tell the owners of those."""
    _require(call, "lead", "lead.tell_sales")
    counterparts.tell_sales(call.session, call.record.id, text, author_of(call))


def _require(call: Call, record_type: str, name: str) -> None:
    if call.record.type != record_type:
        raise OperationFailed(name, f"it works on one {record_type}, and this process runs for a {call.record.type}")
