"""What each kind of step does: the very services that people and the worker use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine import instances
from engine.ports import RecordKey
from tasks import actions, completion
from tasks.dry_run import belongings
from tasks.dry_run.course import Course
from tasks.errors import StepImpossible
from tasks.work import Work

Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taking:
    """A step that is being taken: on whose behalf, and to which record it is done."""

    course: Course
    work: Work
    target: RecordKey
    step: Step


def open_task(session: Session, record: RecordKey, element: str) -> int:
    """Return the id of the one open task of an element, or refuse the step."""
    found = belongings.open_tasks(session, record)
    ids = [task.id for task in found if task.element == element]
    if len(ids) != 1:
        known = ", ".join(sorted(str(task.element) for task in found)) or "none"
        raise StepImpossible(f"{len(ids) or 'no'} open tasks are of “{element}”; open are: {known}")
    return ids[0]


def _act(t: Taking) -> None:
    actions.act(t.work, *t.target, t.step["act"], t.step["values"])


def _move(t: Taking) -> None:
    actions.act(t.work, *t.target, "move_to_stage", {"stage": t.step["move"]})


def _complete(t: Taking) -> None:
    named = t.step["complete"]
    task_id = _numbered(t, named) if isinstance(named, int) else open_task(t.work.session, t.target, named)
    completion.complete(t.work, task_id, t.step.get("result"), t.step["values"])


def _numbered(t: Taking, number: int) -> int:
    found = belongings.tasks(t.work.session, t.course.record)
    if not 1 <= number <= len(found):
        raise StepImpossible(f"there is no task {number}; there are {len(found)}")
    return found[number - 1].id


def _start(t: Taking) -> None:
    message, payload = t.step["start"] or None, t.step.get("payload") or {}
    host, process = t.work.app.host, t.course.process
    started = host.start(t.work.session, process, t.target, message=message, payload=payload, actor_id=t.work.actor.id)
    if started is None:
        how = f"by the message “{message}”" if message else "by itself"
        raise StepImpossible(f"the process does not start {how} here, or it runs already")


def _message(t: Taking) -> None:
    session, name, payload = t.work.session, t.step["message"], t.step.get("payload") or {}
    instance_id = instances.running(session, t.target)
    if instance_id is None:
        raise StepImpossible(f"no process runs for the {t.target.type}")
    t.work.app.host.send_message(session, instance_id, name, payload, t.work.actor.id)


VERBS: Mapping[str, Callable[[Taking], None]] = {
    "act": _act,
    "complete": _complete,
    "move": _move,
    "start": _start,
    "message": _message,
}
