"""Tries models that others wrote: each is checked, published and started for a lead, and everything is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bench.desk import Desk
from bench.workbench import fresh_folder, workbench
from engine.errors import ModelRefused, Problem
from engine.models import Incident, ProcessInstance
from engine.ports import RecordKey
from tasks import leads
from tasks.models import UserTask
from tasks.work import Work


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model fared: where a lead stands in it once it has started, or why it was refused."""

    name: str
    stands: str | None
    problems: Sequence[Problem] = ()

    @property
    def rules(self) -> list[str]:
        """The rules that the model breaks."""
        return sorted({problem.rule for problem in self.problems})


def try_folder(folder: Path) -> list[Trial]:
    """Try every model below a folder, on a database of its own."""
    files = sorted(folder.rglob("*.bpmn"))
    with fresh_folder() as data, workbench(data) as bench, Desk(bench.baton).work() as work:
        return [try_model(work, file.stem, file.read_bytes()) for file in files]


def try_model(work: Work, name: str, xml: bytes) -> Trial:
    """Try one model; nothing of it stays."""
    library, savepoint = work.app.library, work.session.begin_nested()
    try:
        process = library.create(work.session, xml, None)
        version = library.publish(work.session, process.key, None)
        return Trial(name, _start(work, version.id))
    except ModelRefused as refused:
        return Trial(name, None, refused.problems)
    finally:
        savepoint.rollback()


def _start(work: Work, version_id: int) -> str:
    """Start a version for a lead that is made up, and say where it stands then."""
    record = RecordKey("lead", leads.create(work, {"customer_need": "additional-service"}))
    messages = sorted(work.app.specs.get(work.session, version_id).starts)
    started = work.app.host.start_version(work.session, version_id, record, message=messages[0] or None)
    return "its start has a condition, which does not hold" if started is None else _standing(work, started)


def _standing(work: Work, instance_id: int) -> str:
    errors = work.session.scalars(select(Incident.error).where(Incident.instance_id == instance_id)).all()
    subjects = work.session.scalars(select(UserTask.subject).where(UserTask.instance_id == instance_id)).all()
    if errors:
        return f"stops at a step that fails ({errors[0]})"
    if subjects:
        return f"waits at {', '.join(f'“{subject}”' for subject in subjects)}"
    status = work.session.get_one(ProcessInstance, instance_id).status
    return "comes to its end" if status == "completed" else "waits for an event"
