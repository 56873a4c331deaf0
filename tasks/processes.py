"""The process library as people see it: each process with its state, its versions, and how many instances run."""

from typing import Any

from crm import rights
from tasks.active_process import active_key
from tasks.work import Work


def summaries(work: Work) -> list[dict[str, Any]]:
    """Return every process: `{key, name, kind, state, active, version, instances}`."""
    rights.require(work.actor, "read", "process")
    active = active_key(work.session)
    return [process | {"active": process["key"] == active} for process in work.app.library.summaries(work.session)]
