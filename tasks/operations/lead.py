"""Operations on the lead that an instance works for."""

from typing import Any

from crm import conversion, leads, lookups, opportunities, orders
from engine import instances
from engine.errors import OperationFailed
from engine.ports import Call, Message, RecordKey
from engine.reading.expressions import STAGE_CHANGED
from tasks.operations.authorship import author_of
from tasks.operations.registry import operation


def _lead_id(call: Call, name: str) -> int:
    if call.record.type != "lead":
        raise OperationFailed(name, f"it works on a lead, and this process runs for a {call.record.type}")
    return call.record.id


@operation("lead.set_stage")
def set_stage(call: Call, stage: str) -> None:
    """Move the lead to a stage, with the need maturity that the stage sets."""
    leads.set_stage(call.session, _lead_id(call, "lead.set_stage"), stage, author_of(call))


@operation("lead.set_need_maturity")
def set_need_maturity(call: Call, need_maturity: str) -> None:
    """Record how ripe the customer's need is."""
    update(call, need_maturity=need_maturity)


@operation("lead.update")
def update(call: Call, **fields: Any) -> None:
    """Change any fields of the lead."""
    leads.update(call.session, _lead_id(call, "lead.update"), fields, author_of(call))


@operation("lead.qualify", "contact_id", "account_id", "owner")
def qualify(call: Call) -> dict[str, Any]:
    """Create and link the contact and the account that the lead names, and give it an owner if it has none."""
    lead = conversion.qualify(call.session, _lead_id(call, "lead.qualify"), author_of(call))
    return {
        "contact_id": lead["contact_id"],
        "account_id": lead["account_id"],
        "owner": lead["owner"],
    }


@operation("lead.distribute")
def distribute(
    call: Call,
    owner: str | None = None,
    sales_division: str | None = None,
    need_type: str | None = None,
    strategy: str | None = None,
    note: str | None = None,
) -> None:
    """Record the owner, division and strategy chosen on the distribution page."""
    fields = {
        "owner": owner,
        "sales_division": sales_division,
        "customer_need": need_type,
        "strategy": strategy,
        "distribution_note": note,
    }
    kept = {"owner", "customer_need"}
    update(call, **{name: value for name, value in fields.items() if value is not None or name not in kept})


@operation("lead.record_handoff")
def record_handoff(
    call: Call,
    budget: str | None = None,
    sales_owner: str | None = None,
    sales_division: str | None = None,
    meeting_at: str | None = None,
    decision_at: str | None = None,
    need_type: str | None = None,
    assignee: str | None = None,
    notes: str | None = None,
) -> None:
    """Keep what sales needs to know on the lead, in the field group “Proceed to handoff”."""
    fields = {
        "budget": budget,
        "sales_owner": sales_owner,
        "sales_division": sales_division,
        "meeting_at": meeting_at,
        "decision_at": decision_at,
        "handoff_assignee": assignee,
        "handoff_notes": notes,
    }
    if need_type is not None:
        fields["customer_need"] = need_type
    leads.record_handoff(call.session, _lead_id(call, "lead.record_handoff"), fields, author_of(call))


@operation("lead.create_order", "order_id", "order_status")
def create_order(call: Call, keep_completed: bool = False) -> dict[str, Any]:
    """Create an order from the lead, or find the open one it already has; on request a completed one counts too."""
    lead_id = _lead_id(call, "lead.create_order")
    order = conversion.create_order(call.session, lead_id, author_of(call), keep_completed=keep_completed)
    return {"order_id": order.id, "order_status": order.status}


@operation("lead.close_order")
def close_order(call: Call, status: str) -> None:
    """Give the lead's order the status in which it ends: `completed` or `cancelled`."""
    order_id = conversion.order_of(call.session, _lead_id(call, "lead.close_order"))
    if order_id is None:
        raise OperationFailed("lead.close_order", "the lead has no order")
    orders.update(call.session, order_id, {"status": status}, author_of(call))


@operation("lead.create_opportunity", "opportunity_id", "opportunity_state")
def create_opportunity(call: Call, stage: str | None = None, **fields: Any) -> dict[str, Any]:
    """Create an opportunity from the lead in a stage, or find the open or won one it already has; set fields of it.

    An open one that has not come as far as the stage is moved there.
    """
    lead_id = _lead_id(call, "lead.create_opportunity")
    given = {name: value for name, value in fields.items() if value is not None}
    opportunity = conversion.create_opportunity(call.session, lead_id, author_of(call), stage, given)
    if stage is not None and opportunity.state == opportunities.OPEN:
        _bring_forward(call, opportunity.id, stage)
    return {"opportunity_id": opportunity.id, "opportunity_state": opportunity.state}


def _bring_forward(call: Call, opportunity_id: int, stage: str) -> None:
    """Move an opportunity on to a stage: by its process where one runs, which hears of it once the lead's is saved."""
    record = RecordKey("opportunity", opportunity_id)
    current = opportunities.get(call.session, opportunity_id).stage
    order = [known.code for known in lookups.stages(call.session, opportunities.STAGES)]
    if current not in order or order.index(current) >= order.index(stage):
        return
    if instances.running(call.session, record) is None:
        opportunities.set_stage(call.session, opportunity_id, stage, author_of(call))
    else:
        call.outbox.append(Message(record, STAGE_CHANGED, {"next_stage": stage, "confirmed": False}))
