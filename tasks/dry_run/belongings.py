"""What belongs to a walk: its record, what was made from it, their instances, tasks and timers."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from crm.models import Opportunity
from engine.models import ProcessInstance, Timer
from engine.ports import RecordKey
from tasks.models import UserTask


def records(session: Session, record: RecordKey) -> list[RecordKey]:
    """Return the record, and the opportunities that were made from it."""
    if record.type != "lead":
        return [record]
    made = select(Opportunity.id).where(Opportunity.lead_id == record.id).order_by(Opportunity.id)
    return [record, *(RecordKey("opportunity", each) for each in session.scalars(made))]


def instances(session: Session, record: RecordKey) -> Sequence[ProcessInstance]:
    """Return the instances of these records, in the order in which they began."""
    query = select(ProcessInstance).where(_of_any(records(session, record))).order_by(ProcessInstance.id)
    return session.scalars(query).all()


def tasks(session: Session, record: RecordKey) -> Sequence[UserTask]:
    """Return the user tasks of these instances; the place of a task among them, from 1 on, is its number."""
    ids = [instance.id for instance in instances(session, record)]
    return session.scalars(select(UserTask).where(UserTask.instance_id.in_(ids)).order_by(UserTask.id)).all()


def open_tasks(session: Session, record: RecordKey) -> list[UserTask]:
    """Return the open tasks that the process of one record asks for."""
    column = UserTask.lead_id if record.type == "lead" else UserTask.opportunity_id
    of_record = (column == record.id, UserTask.record_type == record.type, UserTask.state == "open")
    return list(session.scalars(select(UserTask).where(*of_record).order_by(UserTask.id)))


def timers(session: Session, record: RecordKey) -> Sequence[Timer]:
    """Return what waits for a time, the first due first."""
    ids = [instance.id for instance in instances(session, record)]
    return session.scalars(select(Timer).where(Timer.instance_id.in_(ids)).order_by(Timer.due_at, Timer.id)).all()


def _of_any(keys: Sequence[RecordKey]) -> ColumnElement[bool]:
    conditions = (and_(ProcessInstance.record_type == key.type, ProcessInstance.record_id == key.id) for key in keys)
    return or_(*conditions)
