"""The process of one record: which diagrams there are, where it stands, what it went through, what failed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from crm.models import User
from engine.models import Incident, InstanceEvent, Process, ProcessInstance, ProcessVersion
from engine.ports import RecordKey
from tasks import incidents
from tasks.models import UserTask
from tasks.record_processes import processes_of
from tasks.work import Work

MOST_EVENTS = 200
ALIVE = ("running", "incident")
# What history notes at an element once it is passed.
PASSED = (
    "element-completed",
    "task-completed",
    "message-caught",
    "timer-fired",
    "error-caught",
    "escalation-caught",
)


def process_of(work: Work, record_type: str, record_id: int) -> dict[str, Any] | None:
    """Return the process that a record runs or ran last, None without one; the record has been seen already."""
    found = processes_of(work.session, record_type, [record_id]).get(record_id)
    if found is None:
        return None
    return {
        **found,
        "diagrams": diagrams(work, found["instance_id"]),
        "current": _current(work, found["instance_id"], found["key"]),
        "events": _events(work, found["instance_id"]),
        "incidents": incidents.open_ones(work, record_type, record_id),
        "record_type": record_type,
        "record_id": record_id,
    }


def diagrams(work: Work, instance_id: int) -> list[dict[str, Any]]:
    """Return the process and those it calls, in the versions that the instance runs: `{key, name, version}`."""
    version_id = work.session.scalar(select(ProcessInstance.version_id).where(ProcessInstance.id == instance_id))
    wanted, found = [version_id], {}
    while wanted:
        row = work.session.get_one(ProcessVersion, wanted.pop(0))
        if row.id not in found:
            process = work.session.get_one(Process, row.process_id)
            found[row.id] = {"key": process.key, "name": process.name, "version": row.number}
            wanted += _called(row)
    return list(found.values())


def _called(version: ProcessVersion) -> list[int]:
    """Return the versions that a version calls: those of its stages first, in their order."""
    stages: list[Mapping[str, Any]] = version.stages
    order = [stage.get("called") for stage in stages]
    keys = sorted(version.pins, key=lambda key: order.index(key) if key in order else len(order))
    return [version.pins[key] for key in keys]


def _current(work: Work, instance_id: int, key: str) -> str:
    """Return the key of the process whose diagram is shown first: the one in which a task waits."""
    waiting = select(UserTask.called_key).where(UserTask.instance_id == instance_id, UserTask.state == "open")
    return work.session.scalar(waiting.limit(1)) or key


def _events(work: Work, instance_id: int) -> list[dict[str, Any]]:
    query = (
        select(InstanceEvent, User.name)
        .outerjoin(User, User.id == InstanceEvent.actor_id)
        .where(InstanceEvent.instance_id == instance_id)
        .order_by(InstanceEvent.id.desc())
    )
    return [
        {"at": event.at, "kind": event.kind, "element": event.element, "name": event.element_name, "by": name}
        for event, name in work.session.execute(query.limit(MOST_EVENTS))
    ]


def marks(work: Work, instance_id: int, key: str) -> list[dict[str, Any]]:
    """Return how elements of one diagram are marked for an instance: `{element, state, count, title}`."""
    found: dict[str, dict[str, Any]] = {}
    for state, elements in (
        ("passed", _passed(work, instance_id, key)),
        ("waiting", _waiting(work, instance_id, key)),
        ("failed", _failed(work, instance_id, key)),
    ):
        for element, title in elements:
            mark = found.get(element)
            count = mark["count"] + 1 if mark and mark["state"] == state else 1
            found[element] = {"element": element, "state": state, "count": count, "title": title}
    return list(found.values())


def _passed(work: Work, instance_id: int, key: str) -> Iterable[tuple[str, str]]:
    query = select(InstanceEvent.element, InstanceEvent.at).where(
        InstanceEvent.instance_id == instance_id,
        InstanceEvent.process_key == key,
        InstanceEvent.kind.in_(PASSED),
    )
    return [(row.element, f"passed {row.at:%Y-%m-%d %H:%M} UTC") for row in work.session.execute(query)]


def _waiting(work: Work, instance_id: int, key: str) -> Iterable[tuple[str, str]]:
    query = select(UserTask.element, UserTask.subject).where(
        UserTask.instance_id == instance_id, UserTask.called_key == key, UserTask.state == "open"
    )
    tasks = [(str(row.element), f"waits: {row.subject}") for row in work.session.execute(query)]
    return [*tasks, *_stage(work, instance_id, key)]


def _stage(work: Work, instance_id: int, key: str) -> Iterable[tuple[str, str]]:
    """Return the element of the stage in which the instance stands, in the diagram of the process itself."""
    row = work.session.get_one(ProcessInstance, instance_id)
    version = work.session.get_one(ProcessVersion, row.version_id)
    process = work.session.get_one(Process, version.process_id)
    if process.key != key or row.status not in ALIVE:
        return []
    return [(s["element"], "stands here") for s in _stages(work, version.id) if s["code"] == row.stage]


def _failed(work: Work, instance_id: int, key: str) -> Iterable[tuple[str, str]]:
    query = select(Incident.element, Incident.error).where(
        Incident.instance_id == instance_id, Incident.process_key == key, Incident.resolved_at.is_(None)
    )
    return [(row.element, row.error) for row in work.session.execute(query)]


def load(work: Work, key: str) -> list[dict[str, Any]]:
    """Return how many tasks wait at each element of a process, and how many instances stand at each stage, as marks."""
    waiting = select(UserTask.element, func.count()).where(UserTask.called_key == key, UserTask.state == "open")
    counts = dict(work.session.execute(waiting.group_by(UserTask.element)).all())
    return [
        {"element": element, "state": "waiting", "count": count, "title": f"{count} here now"}
        for element, count in (counts | _instances_by_stage(work, key)).items()
    ]


def _instances_by_stage(work: Work, key: str) -> dict[str, int]:
    process = work.app.library.get(work.session, key)
    if process.current_version_id is None:
        return {}
    elements = {stage["code"]: stage["element"] for stage in _stages(work, process.current_version_id)}
    query = (
        select(ProcessInstance.stage, func.count())
        .join(ProcessVersion, ProcessVersion.id == ProcessInstance.version_id)
        .where(ProcessVersion.process_id == process.id, ProcessInstance.status.in_(ALIVE))
        .group_by(ProcessInstance.stage)
    )
    return {elements[stage]: count for stage, count in work.session.execute(query) if stage in elements}


def _stages(work: Work, version_id: int) -> list[Mapping[str, Any]]:
    stages: list[Mapping[str, Any]] = work.session.get_one(ProcessVersion, version_id).stages
    return stages


def instance_record(work: Work, instance_id: int) -> RecordKey | None:
    """Return the record that an instance works for, None when there is no such instance."""
    row = work.session.get(ProcessInstance, instance_id)
    return RecordKey(row.record_type, row.record_id) if row else None
