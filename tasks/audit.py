"""Writes what people do with processes into the audit log."""

from crm.audit import events
from engine.models import Process
from tasks.work import Work


def of_process(work: Work, event: str, process: Process, **facts: object) -> None:
    """Log an event of a process, under its key and name."""
    told = {"key": process.key, "name": process.name, **facts}
    events.write(work.session, event, ("process", process.id), told, work.actor.author())
