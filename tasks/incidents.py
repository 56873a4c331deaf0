"""Incidents: steps that failed, shown to those who can mend them, and tried again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm import rights
from crm.errors import NotFound
from crm.models import Lead, Opportunity
from engine.models import Incident, ProcessInstance
from tasks.work import Work


def open_ones(work: Work, record_type: str | None = None, record_id: int | None = None) -> list[dict[str, Any]]:
    """Return the open incidents, newest first, of all records or of one."""
    rights.require(work.actor, "read", record_type or "lead")
    query = (
        select(Incident, ProcessInstance.record_type, ProcessInstance.record_id, Lead.title, Opportunity.name)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .outerjoin(Lead, (ProcessInstance.record_type == "lead") & (Lead.id == ProcessInstance.record_id))
        .outerjoin(
            Opportunity, (ProcessInstance.record_type == "opportunity") & (Opportunity.id == ProcessInstance.record_id)
        )
        .where(Incident.resolved_at.is_(None))
        .order_by(Incident.id.desc())
    )
    if record_type is not None:
        query = query.where(ProcessInstance.record_type == record_type, ProcessInstance.record_id == record_id)
    return [_shown(*row) for row in work.session.execute(query)]


def retry(work: Work, incident_id: int, inputs: Mapping[str, Any] | None = None) -> None:
    """Try a failed step again, with changed inputs if given; the process goes on when it succeeds."""
    rights.require(work.actor, "retry", "incident")
    if work.session.get(Incident, incident_id) is None:
        raise NotFound("incident", incident_id)
    work.app.host.retry(work.session, incident_id, dict(inputs) if inputs is not None else None, work.actor.id)


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
