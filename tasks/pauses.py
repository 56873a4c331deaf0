"""Inactive records: their process pauses. What came due or failed meanwhile happens once they are active again.

Whoever switches a record holds its instance locked, so that no step is half way through while it is switched.
"""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from crm import records
from crm.models import Order
from crm.record_types import MODELS, table_of
from db import clock
from engine import instances
from engine.models import Incident, ProcessInstance
from engine.ports import RecordKey
from tasks.deferral import TimerJobs
from tasks.record_rows import is_active
from tasks.work import Baton, Work

WORKED = ("lead", "opportunity")


def fire_timers(app: Baton, session: Session, instance_id: int) -> None:
    """Let the timers of an instance fire that are due, unless its record is inactive."""
    if is_active(session, instances.lock(session, instance_id).record):
        app.host.fire_timers(session, instance_id)


def paused() -> ColumnElement[bool]:
    """Return the condition that an instance works for an inactive record."""
    of_type = ((name, table_of(MODELS[name])) for name in WORKED)
    return or_(
        *(
            (ProcessInstance.record_type == name)
            & ProcessInstance.record_id.in_(select(table.c.id).where(table.c.active.is_(False)))
            for name, table in of_type
        )
    )


def hold(work: Work, record: RecordKey) -> None:
    """Lock the instance that works for a record which is about to be switched on or off."""
    waiting = _process_of(work.session, record)
    if waiting is not None:
        work.app.host.lock_running(work.session, waiting)


def resume(work: Work, record: RecordKey) -> None:
    """Go on for a record that is active again: try steps again that failed for that reason, and let due timers fire."""
    waiting = _process_of(work.session, record)
    instance_id = instances.running(work.session, waiting) if waiting is not None else None
    if instance_id is None:
        return
    for incident_id in _failed_meanwhile(work.session, instance_id):
        work.app.host.retry(work.session, incident_id, None, work.actor.id)
    TimerJobs().at(work.session, clock.now(), instance_id)


def _process_of(session: Session, record: RecordKey) -> RecordKey | None:
    """Return the record whose process works on a record: an order belongs to the process of its lead."""
    if record.type in WORKED:
        return record
    lead_id = session.scalar(select(Order.lead_id).where(Order.id == record.id)) if record.type == "order" else None
    return RecordKey("lead", lead_id) if lead_id is not None else None


def _failed_meanwhile(session: Session, instance_id: int) -> list[int]:
    """Return the open incidents of an instance that came of an inactive record, in their order."""
    of_instance = Incident.instance_id == instance_id, Incident.resolved_at.is_(None)
    failed = Incident.error.contains(records.READ_ONLY, autoescape=True)
    return list(session.scalars(select(Incident.id).where(*of_instance, failed).order_by(Incident.id)))
