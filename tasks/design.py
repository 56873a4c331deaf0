"""What a designer has before them: the draft, who saved it last, and the words that a model may use."""

from typing import Any, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import lookups, people, rights
from crm.errors import Invalid
from crm.models import User
from engine import comparison
from engine.comparison import Change
from engine.errors import UnknownProcess
from engine.models import Process, ProcessVersion
from engine.reading.editing import rename
from engine.reading.encoding import decode
from engine.starters import STARTERS, starter
from tasks.audit import of_process
from tasks.operations import templates
from tasks.work import Work

STAGE_LOOKUPS = {"lead-management": "lead-stages", "opportunity": "opportunity-stages"}
"""Kinds of processes that have stages, with the lookup that holds them."""


class Saved(TypedDict):
    """The revision of a draft, and who saved it when; both are None where nobody has edited it yet."""

    revision: int
    saved_by: str | None
    saved_at: str | None


class Draft(Saved):
    """A draft with its text."""

    xml: str


def draft_of(work: Work, key: str) -> Draft:
    """Return the draft of a process or decision; without one, what is published.

    Raises:
        engine.errors.UnknownProcess: there is none of that key.
    """
    rights.require(work.actor, "edit", "process")
    process = work.app.library.get(work.session, key)
    return {"xml": _text(work.session, process), **saved(work.session, process)}


def saved(session: Session, process: Process) -> Saved:
    """Return the revision of a draft, and who saved it when."""
    name = session.scalar(select(User.name).where(User.id == process.draft_saved_by))
    at = process.draft_saved_at.isoformat() if process.draft_saved_at else None
    return {"revision": process.draft_revision, "saved_by": name, "saved_at": at}


def changes_from_draft(work: Work, key: str, xml: bytes) -> list[Change]:
    """Return how a text that is not saved yet differs from the draft.

    Raises:
        engine.errors.ModelRefused: one of them cannot be read.
    """
    return comparison.compare(draft_of(work, key)["xml"], decode(xml))


def words(session: Session, kind: str) -> dict[str, Any]:
    """Return what a process of a kind may name: stages, lookups, roles, processes, decisions, and templates of steps."""
    return {
        "stages": _choices(_stages(session, kind)),
        "lookups": _choices({name: found.label for name, found in lookups.KINDS.items()}),
        "roles": list(people.ROLES),
        "processes": _keys(session, Process.kind == "sub-process"),
        "decisions": _keys(session, Process.kind == "decision"),
        "templates": templates.element_templates(session),
    }


def _text(session: Session, process: Process) -> str:
    if process.draft:
        return process.draft
    version = session.get(ProcessVersion, process.current_version_id) if process.current_version_id else None
    if version is None:
        raise UnknownProcess(process.key)
    return version.xml


def _stages(session: Session, kind: str) -> dict[str, str]:
    names = [STAGE_LOOKUPS[kind]] if kind in STAGE_LOOKUPS else [*STAGE_LOOKUPS.values()]
    return {stage.code: stage.name for name in names for stage in lookups.stages(session, name)}


def _keys(session: Session, condition: Any) -> list[dict[str, str]]:
    query = select(Process.key, Process.name).where(condition, Process.state != "disabled")
    return _choices(dict(session.execute(query.order_by(Process.name, Process.key)).all()))


def _choices(names: dict[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in names.items()]


def begin(work: Work, kind: str, key: str, name: str) -> Process:
    """Put a new process into the library, as the draft of a small model of its kind.

    Raises:
        crm.errors.Invalid: there is no such kind, or a name is missing.
        engine.errors.ProcessExists: the key is taken.
        engine.errors.ModelRefused: the key cannot be one.
    """
    rights.require(work.actor, "create", "process")
    wrong = {
        field: [f"{field.capitalize()} is missing."] for field, value in (("key", key), ("name", name)) if not value
    }
    if kind not in STARTERS:
        wrong["kind"] = ["Choose what the process is for."]
    if wrong:
        raise Invalid(wrong)
    return _created(work, starter(kind, key, name), "new")


def keep_as(work: Work, key: str, xml: str, new_key: str, name: str) -> Process:
    """Keep a text of process `key` that could not be saved as the draft of a new process.

    Raises:
        engine.errors.ProcessExists: the new key is taken.
        engine.errors.ModelRefused: the text or the key cannot be used.
    """
    rights.require(work.actor, "copy", "process")
    return _created(work, rename(xml, key, name, new_key), "copy")


def _created(work: Work, xml: str, origin: str) -> Process:
    process = work.app.library.create(work.session, xml, work.actor.id, origin)
    of_process(work, "created", process, origin=origin)
    return process
