"""The process library as people use it: what it holds, and the changes that their rights allow."""

from typing import Any

from crm import rights
from engine import comparison
from engine import inventory as inventories
from engine.comparison import Change
from engine.errors import ProcessInUse
from engine.inventory import Entry
from engine.models import Process, ProcessVersion
from tasks.active_process import SETTING, active_key
from tasks.audit import of_process
from tasks.work import Work


def summaries(work: Work, *, decisions: bool = False) -> list[dict[str, Any]]:
    """Return every process: `{key, name, kind, state, active, version, instances}`; and decisions if wanted."""
    rights.require(work.actor, "read", "process")
    active = active_key(work.session)
    found = work.app.library.summaries(work.session, decisions=decisions)
    return [process | {"active": process["key"] == active} for process in found]


def summary(work: Work, key: str) -> dict[str, Any]:
    """Return one process as in `summaries`.

    Raises:
        engine.errors.UnknownProcess: there is none of that key.
    """
    work.app.library.get(work.session, key)
    return next(process for process in summaries(work, decisions=True) if process["key"] == key)


def inventory(work: Work) -> list[Entry]:
    """Return all processes and decisions with their versions and what needs them; the active one is marked."""
    rights.require(work.actor, "read", "process")
    active = active_key(work.session)
    return [{**entry, "active": entry["key"] == active} for entry in inventories.inventory(work.session)]


def entry(work: Work, key: str) -> Entry:
    """Return one process as in `inventory`.

    Raises:
        engine.errors.UnknownProcess: there is none of that key.
    """
    work.app.library.get(work.session, key)
    return next(found for found in inventory(work) if found["key"] == key)


def compare(work: Work, key: str, before: str | None, after: str) -> list[Change]:
    """Return how two texts of a process differ; each is the number of a version (None: the current), or “draft”.

    Raises:
        engine.errors.UnknownProcess: there is no such process, version or draft.
        engine.errors.ModelRefused: one of the texts cannot be read.
    """
    rights.require(work.actor, "read", "process")
    library, current = work.app.library, before or str(summary(work, key)["version"] or "current version")
    return comparison.compare(*(library.text_of(work.session, key, which) for which in (current, after)))


def create(work: Work, xml: bytes | str) -> Process:
    """Put a model into the library as the draft of a new process."""
    rights.require(work.actor, "create", "process")
    process = work.app.library.create(work.session, xml, work.actor.id)
    of_process(work, "created", process, origin=process.origin)
    return process


def copy(work: Work, key: str, new_key: str, name: str) -> Process:
    """Copy a process as the draft of a new one."""
    rights.require(work.actor, "copy", "process")
    process = work.app.library.copy(work.session, key, new_key, name, work.actor.id)
    of_process(work, "created", process, origin=process.origin, copied_from=key)
    return process


def save_draft(work: Work, key: str, xml: bytes | str, revision: int | None) -> Process:
    """Save the draft of a process."""
    rights.require(work.actor, "edit", "process")
    process = work.app.library.save_draft(work.session, key, xml, revision, work.actor.id)
    of_process(work, "draft_saved", process, revision=process.draft_revision)
    return process


def publish(work: Work, key: str, comment: str | None = None, revision: int | None = None) -> ProcessVersion:
    """Publish the draft of a process: the one of a revision if it is given, else whatever it says now.

    Raises:
        engine.errors.DraftChanged: it is not of that revision any more.
    """
    rights.require(work.actor, "publish", "process")
    if revision is not None:
        work.app.library.expect(work.session, key, revision)
    version = work.app.library.publish(work.session, key, work.actor.id, comment)
    of_process(work, "published", work.app.library.get(work.session, key), version=version.number, comment=comment)
    return version


def roll_back(work: Work, key: str, number: int) -> ProcessVersion:
    """Publish an earlier version anew.

    Raises:
        engine.errors.AlreadyCurrent: it is the current one.
    """
    rights.require(work.actor, "publish", "process")
    version = work.app.library.roll_back(work.session, key, number, work.actor.id)
    of_process(work, "rolled_back", work.app.library.get(work.session, key), to=number, version=version.number)
    return version


def delete(work: Work, key: str) -> None:
    """Delete a process that was never published."""
    rights.require(work.actor, "create", "process")
    of_process(work, "deleted", work.app.library.get(work.session, key))
    work.app.library.delete(work.session, key)


def disable(work: Work, key: str) -> Process:
    """Let a process start no new instance.

    Raises:
        engine.errors.ProcessInUse: it is the active one.
    """
    rights.require(work.actor, "disable", "process")
    if active_key(work.session) == key:
        raise ProcessInUse(key, SETTING)
    process = work.app.library.disable(work.session, key)
    of_process(work, "disabled", process)
    return process


def enable(work: Work, key: str) -> Process:
    """Let a disabled process start instances again."""
    rights.require(work.actor, "enable", "process")
    process = work.app.library.enable(work.session, key)
    of_process(work, "enabled", process)
    return process
