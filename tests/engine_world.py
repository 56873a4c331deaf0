"""A host with hand-written ports around it, so that tests can say what happens in a few words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import instances
from engine.errors import OperationFailed, ProcessDisabled, UnknownProcess
from engine.host import Host
from engine.models import Incident, InstanceEvent, Process, ProcessInstance, ProcessVersion, Timer
from engine.ports import Call, MovedTask, OpenedTask, RecordKey, Signature
from engine.specs import Specs
from tests import bpmn

LEAD = RecordKey("lead", 1)
numbers = count(1)


def other_lead(number: int) -> RecordKey:
    """Return the key of one of several leads."""
    return RecordKey("lead", 100 + number)


@dataclass
class FixedSpecs:
    """Specs made beforehand."""

    by_version: dict[int, Specs] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)

    def get(self, session: Session, version_id: int) -> Specs:
        return self.by_version[version_id]

    def current(self, session: Session, process_key: str) -> Specs:
        if process_key in self.disabled:
            raise ProcessDisabled(process_key)
        for specs in reversed(self.by_version.values()):
            if specs.process_key == process_key:
                return specs
        raise UnknownProcess(process_key)


class PlainOperations:
    """Operations that tests define; each call is noted."""

    def __init__(self) -> None:
        self.known: dict[str, Callable[..., dict[str, Any] | None]] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def call(self, name: str, inputs: dict[str, Any], call: Call) -> dict[str, Any]:
        self.calls.append((name, inputs))
        if name not in self.known:
            raise OperationFailed(name, "there is no such operation")
        return self.known[name](call, **inputs) or {}

    def signature(self, name: str) -> Signature | None:
        return Signature(open_inputs=True) if name in self.known else None

    def names(self) -> Sequence[str]:
        return sorted(self.known)


class PlainTaskList:
    """User tasks in a dictionary."""

    def __init__(self) -> None:
        self.tasks: dict[UUID, OpenedTask] = {}

    def open(self, session: Session, tasks: Sequence[OpenedTask]) -> None:
        self.tasks.update((task.engine_task_id, task) for task in tasks)

    def cancel(self, session: Session, instance_id: int, engine_task_ids: Sequence[UUID]) -> None:
        for task_id in engine_task_ids:
            del self.tasks[task_id]

    def move(self, session: Session, tasks: Sequence[MovedTask]) -> None:
        for task in tasks:
            here = self.tasks[task.engine_task_id]
            self.tasks[task.engine_task_id] = replace(here, version=task.version, definition=task.definition)


class PlainRecords:
    """One record's names."""

    def __init__(self) -> None:
        self.lead: dict[str, Any] = {"owner": "maria", "stage": "qualification"}

    def names(self, session: Session, record: RecordKey, actor_id: int | None) -> Mapping[str, Any]:
        return {record.type: lambda: dict(self.lead), "actor": f"user-{actor_id}"}


class PlainJobs:
    """Deferred jobs in a list."""

    def __init__(self) -> None:
        self.deferred: list[tuple[datetime, int]] = []

    def at(self, session: Session, when: datetime, instance_id: int) -> None:
        self.deferred.append((when, instance_id))


class World:
    """One process under test, its record, and everything around it."""

    def __init__(
        self, session: Session, *files: str, decisions: dict[str, Any] | None = None, limit: int = 1000
    ) -> None:
        self.session = session
        self.specs = FixedSpecs()
        self.operations, self.tasks, self.records, self.jobs = (
            PlainOperations(),
            PlainTaskList(),
            PlainRecords(),
            PlainJobs(),
        )
        self.host = Host(self.specs, self.operations, self.tasks, self.records, self.jobs, limit)
        self.key = self.publish(*files, decisions=decisions)

    def publish(self, *files: str, decisions: dict[str, Any] | None = None) -> str:
        """Make a process known; the first file is the process, the others are what it calls."""
        process = Process(key=f"p{next(numbers)}", name="Test", kind="lead-management")
        self.session.add(process)
        self.session.flush()
        version = ProcessVersion(
            process_id=process.id, number=1, xml=files[0], checksum="", pins={}, stages=[], messages=[]
        )
        self.session.add(version)
        self.session.flush()
        found = bpmn.specs(*files, decisions=decisions, version_id=version.id)
        self.specs.by_version[version.id] = found
        return found.process_key

    def start(self, record: RecordKey = LEAD, message: str | None = None, key: str = "", **payload: Any) -> int | None:
        return self.host.start(self.session, key or self.key, record, message=message, payload=payload, actor_id=7)

    def complete(self, element: str, /, _record: RecordKey = LEAD, **data: Any) -> None:
        """Complete the open user task of an element."""
        task = self.task(element, _record)
        locked = instances.lock(self.session, task.instance_id)
        del self.tasks.tasks[task.engine_task_id]
        try:
            self.host.complete_task(self.session, locked, task.engine_task_id, data, 7)
        except Exception:
            self.tasks.tasks[task.engine_task_id] = task
            raise

    def send(self, name: str, record: RecordKey = LEAD, **payload: Any) -> None:
        self.host.send_message(self.session, self.instance(record).id, name, payload, 7)

    def fire(self, record: RecordKey = LEAD) -> int:
        return self.host.fire_timers(self.session, self.instance(record).id)

    def task(self, element: str, record: RecordKey = LEAD) -> OpenedTask:
        found = [t for t in self.tasks.tasks.values() if t.definition.element == element and t.record == record]
        assert found, f"{element} is not open, but {self.open(record)}"
        return found[0]

    def open(self, record: RecordKey = LEAD) -> list[str]:
        """Return the elements of all open user tasks, sorted."""
        return sorted(t.definition.element for t in self.tasks.tasks.values() if t.record == record)

    def data(self, element: str) -> Mapping[str, Any]:
        return self.task(element).data

    def instance(self, record: RecordKey = LEAD) -> ProcessInstance:
        """Return the newest instance of a record, as it stands in the database."""
        query = select(ProcessInstance).where(
            ProcessInstance.record_type == record.type, ProcessInstance.record_id == record.id
        )
        query = query.order_by(ProcessInstance.id.desc()).limit(1).execution_options(populate_existing=True)
        return self.session.scalars(query).one()

    def instance_row(self, database: Any) -> tuple[Any, ...]:
        """Return what stands in the row of the newest instance, read in a session of its own."""
        with database.sessions() as session:
            row = session.scalars(select(ProcessInstance).order_by(ProcessInstance.id.desc()).limit(1)).one()
            return (row.status, row.state, row.stage, row.steps, row.ended_at)

    def status(self, record: RecordKey = LEAD) -> str:
        return self.instance(record).status

    def incidents(self, *, open_only: bool = True) -> list[Incident]:
        query = select(Incident).order_by(Incident.id).execution_options(populate_existing=True)
        return [row for row in self.session.scalars(query) if row.resolved_at is None or not open_only]

    def timers(self) -> list[Timer]:
        return list(
            self.session.scalars(select(Timer).order_by(Timer.due_at).execution_options(populate_existing=True))
        )

    def history(self, record: RecordKey = LEAD) -> list[tuple[str, str | None]]:
        """Return (kind, element) of everything that happened."""
        query = select(InstanceEvent).where(InstanceEvent.instance_id == self.instance(record).id)
        return [(row.kind, row.element) for row in self.session.scalars(query.order_by(InstanceEvent.id))]
