"""Incidents: steps that failed, shown to those who can mend them, and tried again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm import rights
from crm.errors import NotFound
from crm.models import Lead, Opportunity
from crm.record_types import table_of
from engine.models import Incident, ProcessInstance
from engine.ports import RecordKey
from tasks.record_rows import require_active
from tasks.work import Work

TABLE = table_of(ProcessInstance)


def open_ones(work: Work, record_type: str | None = None, record_id: int | None = None) -> list[dict[str, Any]]:
    """Return the open incidents, newest first, of all records or of one."""
    rights.require(work.actor, "read", record_type or "lead")
    seen = rights.of_visible(work.actor, TABLE.c.record_type, TABLE.c.record_id)
    query = (
        select(Incident, ProcessInstance.record_type, ProcessInstance.record_id, Lead.title, Opportunity.name)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .outerjoin(Lead, (ProcessInstance.record_type == "lead") & (Lead.id == ProcessInstance.record_id))
        .outerjoin(
            Opportunity, (ProcessInstance.record_type == "opportunity") & (Opportunity.id == ProcessInstance.record_id)
        )
        .where(Incident.resolved_at.is_(None), seen)
        .order_by(Incident.id.desc())
    )
    if record_type is not None:
        query = query.where(ProcessInstance.record_type == record_type, ProcessInstance.record_id == record_id)
    return [_shown(*row) for row in work.session.execute(query)]


def retry(work: Work, incident_id: int, inputs: Mapping[str, Any] | None = None) -> None:
    """Try a failed step again, with changed inputs if given; the process goes on when it succeeds.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: as they say.
        crm.errors.StateForbids: the record is inactive; the step goes on once it is active again.
    """
    rights.require(work.actor, "retry", "incident")
    record = _record_of(work, incident_id)
    if record is None or record not in rights.visible_keys(work.session, work.actor, [record]):
        raise NotFound("incident", incident_id)
    require_active(work, record)
    work.app.host.retry(work.session, incident_id, dict(inputs) if inputs is not None else None, work.actor.id)


def _record_of(work: Work, incident_id: int) -> RecordKey | None:
    query = select(ProcessInstance.record_type, ProcessInstance.record_id)
    of_incident = query.join(Incident, Incident.instance_id == ProcessInstance.id).where(Incident.id == incident_id)
    row = work.session.execute(of_incident).one_or_none()
    return RecordKey(*row) if row is not None else None


def _shown(incident: Incident, record_type: str, record_id: int, title: str | None, name: str | None) -> dict[str, Any]:
    return {
        "id": incident.id,
        "instance_id": incident.instance_id,
        "record_type": record_type,
        "record_id": record_id,
        "record_name": title or name,
        "process": incident.process_key,
        "element": incident.element,
        "element_name": incident.element_name,
        "operation": incident.operation,
        "inputs": incident.inputs,
        "error": incident.error,
        "at": incident.at,
    }
