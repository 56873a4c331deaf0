"""What is tried: a draft, or a version, of a process or of something that processes call; made ready in a sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm import settings
from crm.changes import Author
from engine.models import Process
from tasks.active_process import KIND, SETTING, active_key
from tasks.dry_run.sandbox import Sandbox
from tasks.errors import NotWalkable

WALKED = {KIND: "lead", "opportunity": "opportunity"}
"""Kinds of processes that work for records, with the type of the records."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try, on which record. `began` is when the walk was begun: its clock starts there each time.

    `values` are fields of the made-up record; `copy_of` is the id of a record whose fields it takes where `values`
    name none.
    """

    key: str
    version: int | None = None
    draft: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    copy_of: int | None = None
    began: datetime | None = None


def prepare(sandbox: Sandbox, trial: Trial) -> Process:
    """Have new records of the sandbox run what is to be tried, and return the process that they run.

    Raises:
        engine.errors.UnknownProcess: there is no such process, or no such version of it.
        engine.errors.ModelRefused, engine.errors.NothingToPublish: the draft cannot be published.
        tasks.errors.NotWalkable: nothing that works for records calls it.
    """
    session, library = sandbox.session, sandbox.app.library
    process = library.get(session, trial.key)
    if trial.draft:
        library.publish(session, trial.key, None)
    elif trial.version is not None:
        process.current_version_id = library.get_version(session, trial.key, trial.version).id
    walked = process if process.kind in WALKED else _caller(sandbox, process)
    walked.state = "published"
    session.flush()
    if walked.kind == KIND and active_key(session) != walked.key:
        settings.put(session, SETTING, walked.key, Author())
    return walked


def _caller(sandbox: Sandbox, called: Process) -> Process:
    """Return a process that works for records and calls this one, the active one if it does, calling what is tried."""
    session, library = sandbox.session, sandbox.app.library
    callers = [library.get(session, key) for key in library.callers(session, called.key)]
    active = active_key(session)
    fit = sorted((c for c in callers if c.kind in WALKED), key=lambda caller: caller.key != active)
    if not fit:
        raise NotWalkable(called.key)
    called.state = "published"
    library.renew(session, fit[0].key, None)
    return fit[0]
