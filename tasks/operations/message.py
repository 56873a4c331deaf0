"""Operations that let one instance speak to another."""

from typing import Any

from crm.models import Opportunity
from engine.errors import OperationFailed
from engine.ports import Call, Message, RecordKey
from tasks.operations.registry import operation


@operation("message.send")
def send(call: Call, to: str, name: str, **payload: Any) -> None:
    """Send a message to the process of the opportunity's lead (`to` = `lead`)."""
    call.outbox.append(Message(_target(call, to), name, payload))


def _target(call: Call, to: str) -> RecordKey:
    if to == "lead" and call.record.type == "opportunity":
        opportunity = call.session.get(Opportunity, call.record.id)
        if opportunity is not None and opportunity.lead_id is not None:
            return RecordKey("lead", opportunity.lead_id)
        raise OperationFailed("message.send", "the opportunity comes from no lead")
    raise OperationFailed("message.send", f"“{to}” cannot be reached from a {call.record.type}")
