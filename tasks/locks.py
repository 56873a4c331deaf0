"""Locks for work on user tasks. The order is always: instance, then task, then records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.record_types import table_of
from db.prepared import Prepared
from engine import instances
from engine.definition import UserTaskDefinition
from engine.instances import LockedInstance
from engine.ports import RecordKey
from tasks.models import UserTask
from tasks.work import Work

TASKS = table_of(UserTask)
INSTANCES = instances.INSTANCES
COLUMNS = (
    TASKS.c.id, TASKS.c.engine_task_id, TASKS.c.called_key, TASKS.c.element, TASKS.c.subject, TASKS.c.state,
    TASKS.c.stage, TASKS.c.owner_id, TASKS.c.groups, TASKS.c.record_type, TASKS.c.lead_id, TASKS.c.opportunity_id, TASKS.c.data,
    TASKS.c.completed_by, TASKS.c.completed_at,
)  # fmt: skip

LOCK = Prepared(
    select(*instances.COLUMNS, *COLUMNS)
    .select_from(INSTANCES.join(TASKS, TASKS.c.instance_id == INSTANCES.c.id))
    .where(TASKS.c.id == bindparam("task_id"))
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class LockedTask:
    """A user task whose row, and whose instance's row, belong to this transaction until it ends."""

    id: int
    engine_task_id: UUID | None
    called_key: str | None
    element: str | None
    subject: str
    state: str
    stage: str | None
    owner_id: int | None
    groups: list[str]
    record_type: str
    lead_id: int | None
    opportunity_id: int | None
    data: dict[str, Any]
    completed_by: int | None
    completed_at: datetime | None
    instance: LockedInstance | None

    @property
    def record(self) -> RecordKey:
        """The record that the task is for."""
        return record_of(self)

    def definition(self, work: Work) -> UserTaskDefinition | None:
        """Return what the model says about the task, None for a task made by hand."""
        if self.instance is None or self.called_key is None or self.element is None:
            return None
        specs = work.app.specs.get(work.session, self.instance.version_id)
        return specs.tasks[(self.called_key, self.element)]


def record_of(task: "LockedTask | UserTask") -> RecordKey:
    """Return the record that a task is for."""
    record_id = task.lead_id if task.record_type == "lead" else task.opportunity_id
    return RecordKey(task.record_type, record_id or 0)


def lock_task(session: Session, task_id: int) -> LockedTask:
    """Lock a task's instance, then the task itself, in one statement.

    PostgreSQL locks the rows of a join in the order of the FROM list, and reads a row that somebody else has just
    changed anew before it hands it out; so what comes back is what holds once the lock is ours.
    """
    row = LOCK.run(session.connection(), {"task_id": task_id}).fetchone()
    if row is None:
        return _lock_handmade(session, task_id)
    width = len(instances.COLUMNS)
    values: list[Any] = list(row)
    return LockedTask(*[*values[width:], LockedInstance(*values[:width])])


def _lock_handmade(session: Session, task_id: int) -> LockedTask:
    row = session.execute(select(*COLUMNS).where(TASKS.c.id == task_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("task", task_id)
    values: list[Any] = [*row, None]
    return LockedTask(*values)
