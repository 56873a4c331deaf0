"""Where a walk stands and has been, on the diagrams of its processes."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import instances
from engine.awaiting import Awaited
from engine.models import Incident, InstanceEvent, Process, ProcessInstance, ProcessVersion
from engine.ports import RecordKey
from tasks.dry_run import belongings
from tasks.dry_run.trial import Trial

PASSED = (
    "element-completed", "task-completed", "message-caught", "timer-fired", "error-caught", "escalation-caught",
)  # fmt: skip
Place = tuple[str, str]


def tokens(session: Session, record: RecordKey, awaited: Sequence[Awaited]) -> list[dict[str, Any]]:
    """Return how elements are marked: `{process, element, state, count, title}`; state is passed, waiting or failed."""
    found: dict[Place, dict[str, Any]] = {}
    for state, places in (
        ("passed", _passed(session, record)),
        ("waiting", _waiting(session, record, awaited)),
        ("failed", _failed(session, record)),
    ):
        for (process, element), title in places:
            before = found.get((process, element))
            count = before["count"] + 1 if before and before["state"] == state else 1
            mark = {"process": process, "element": element, "state": state, "count": count, "title": title}
            found[process, element] = mark
    return list(found.values())


def diagrams(session: Session, record: RecordKey, trial: Trial) -> list[dict[str, Any]]:
    """Return the processes of the walk and what they call: `{process, name, version}`; None stands for the draft."""
    waiting = [instance.version_id for instance in belongings.instances(session, record)]
    found: dict[int, dict[str, Any]] = {}
    while waiting:
        version = session.get_one(ProcessVersion, waiting.pop(0))
        process = session.get_one(Process, version.process_id)
        if version.id not in found and process.kind != "decision":
            number = None if trial.draft and process.key == trial.key else _number(session, version)
            found[version.id] = {"process": process.key, "name": process.name, "version": number}
            waiting += _called(version)
    return list(found.values())


def incidents(session: Session, record: RecordKey) -> list[dict[str, Any]]:
    """Return the steps that failed: `{process, element, name, operation, error}`."""
    ids = [instance.id for instance in belongings.instances(session, record)]
    query = select(Incident).where(Incident.instance_id.in_(ids), Incident.resolved_at.is_(None)).order_by(Incident.id)
    return [
        {
            "process": incident.process_key,
            "element": incident.element,
            "name": incident.element_name,
            "operation": incident.operation,
            "error": incident.error,
        }
        for incident in session.scalars(query)
    ]


def _passed(session: Session, record: RecordKey) -> Iterator[tuple[Place, str]]:
    ids = [instance.id for instance in belongings.instances(session, record)]
    mine = InstanceEvent.instance_id.in_(ids), InstanceEvent.kind.in_(PASSED)
    for event in session.scalars(select(InstanceEvent).where(*mine).order_by(InstanceEvent.id)):
        yield (str(event.process_key), str(event.element)), f"passed {event.at:%Y-%m-%d %H:%M} UTC"


def _waiting(session: Session, record: RecordKey, awaited: Sequence[Awaited]) -> Iterator[tuple[Place, str]]:
    for task in belongings.tasks(session, record):
        if task.state == "open":
            yield (str(task.called_key), str(task.element)), f"waits: {task.subject}"
    for event in awaited:
        if not event.at_boundary:
            yield (event.process_key, event.element), f"waits: {event.name}"
    for instance in belongings.instances(session, record):
        yield from _stage(session, instance)


def _stage(session: Session, instance: ProcessInstance) -> Iterator[tuple[Place, str]]:
    version = session.get_one(ProcessVersion, instance.version_id)
    key = session.get_one(Process, version.process_id).key
    for stage in version.stages:
        if stage["code"] == instance.stage and instance.status in instances.ALIVE:
            yield (key, stage["element"]), "stands here"


def _failed(session: Session, record: RecordKey) -> Iterator[tuple[Place, str]]:
    for incident in incidents(session, record):
        yield (incident["process"], incident["element"]), incident["error"]


def _number(session: Session, version: ProcessVersion) -> int:
    """Return the version's number; of one that was published anew in the sandbox, that of the text's first."""
    same = (ProcessVersion.process_id == version.process_id, ProcessVersion.checksum == version.checksum)
    return session.scalars(select(ProcessVersion.number).where(*same).order_by(ProcessVersion.number)).first() or 0


def _called(version: ProcessVersion) -> list[int]:
    """Return the versions that a version calls, those of its stages first, in their order."""
    order = [stage.get("called") for stage in version.stages]
    keys = sorted(version.pins, key=lambda key: order.index(key) if key in order else len(order))
    return [version.pins[key] for key in keys]
