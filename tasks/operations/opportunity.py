"""Operations on opportunities."""

from typing import Any

from crm import opportunities
from engine.errors import OperationFailed
from engine.ports import Call, RecordKey, StartRequest
from tasks.operations.authorship import author_of
from tasks.operations.registry import operation


def _opportunity_id(call: Call, name: str) -> int:
    if call.record.type != "opportunity":
        raise OperationFailed(name, f"it works on an opportunity, and this process runs for a {call.record.type}")
    return call.record.id


@operation("opportunity.start_process")
def start_process(call: Call, opportunity_id: int, process: str, stage: str | None = None) -> None:
    """Start a process for an opportunity, unless one runs for it already or the process is not to be had.

    Without a stage it begins where the opportunity stands.
    """
    record = RecordKey("opportunity", int(opportunity_id))
    call.outbox.append(StartRequest(record, process, "opportunity-created", {"next_stage": stage}))


@operation("opportunity.set_stage")
def set_stage(call: Call, stage: str) -> None:
    """Move the opportunity to a stage."""
    opportunities.set_stage(call.session, _opportunity_id(call, "opportunity.set_stage"), stage, author_of(call))


@operation("opportunity.update")
def update(call: Call, **fields: Any) -> None:
    """Change any fields of the opportunity; a field left empty in a form keeps what it was."""
    given = {name: value for name, value in fields.items() if value is not None}
    opportunities.update(call.session, _opportunity_id(call, "opportunity.update"), given, author_of(call))


@operation("opportunity.close")
def close(call: Call, outcome: str, reason: str | None = None) -> None:
    """Close the opportunity as `won` or `lost`."""
    opportunity_id = _opportunity_id(call, "opportunity.close")
    opportunities.close(call.session, opportunity_id, outcome, reason, author_of(call))
