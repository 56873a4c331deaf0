"""The library at a glance: every process and decision with its versions, what runs on them, and who needs it."""

from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, defer

from engine.catalogue import RUNNING
from engine.models import Process, ProcessInstance, ProcessVersion
from engine.reading.sameness import same

ORDER = ("lead-management", "opportunity", "decision", "sub-process")


class VersionEntry(TypedDict):
    """A version and how many instances run on it."""

    number: int
    instances: int


class Entry(TypedDict):
    """A process or decision of the library.

    `drafted`: the draft says something else than the current version. `active`: new leads run it; the layer above
    knows that.
    """

    key: str
    name: str
    kind: str
    state: str
    origin: str
    version: int | None
    checksum: str | None
    versions: list[VersionEntry]
    instances: int
    drafted: bool
    active: bool
    called_by: list[str]
    changed_at: datetime
    changed_by: int | None


def inventory(session: Session) -> list[Entry]:
    """Return all of the library: processes for leads first, sub-processes last, each kind by name."""
    versions, callers = _versions(session), _callers(session)
    drafted = func.coalesce(Process.draft != ProcessVersion.xml, Process.draft.is_not(None))
    current = ProcessVersion.number, ProcessVersion.checksum, ProcessVersion.published_at, ProcessVersion.published_by
    # Texts have some hundred kilobytes: only those are read that differ, all in this one query.
    texts = case((drafted, Process.draft)).label("draft"), case((drafted, ProcessVersion.xml)).label("published")
    query = select(Process, *current, *texts)
    query = query.outerjoin(ProcessVersion, ProcessVersion.id == Process.current_version_id)
    query = query.options(defer(Process.draft))
    entries = [
        _entry(row, versions.get(row.Process.id, []), callers.get(row.Process.key, []))
        for row in session.execute(query.order_by(Process.name, Process.key))
    ]
    return sorted(entries, key=lambda entry: ORDER.index(entry["kind"]) if entry["kind"] in ORDER else len(ORDER))


def _entry(row: Any, versions: list[VersionEntry], callers: list[str]) -> Entry:
    process, number, checksum, published_at, published_by, draft, published = row
    saved_at = process.draft_saved_at or process.created_at
    published_last = published_at is not None and published_at >= saved_at
    return {
        "key": process.key,
        "name": process.name,
        "kind": process.kind,
        "state": process.state,
        "origin": process.origin,
        "version": number,
        "checksum": checksum,
        "versions": versions,
        "instances": sum(version["instances"] for version in versions),
        "drafted": draft is not None and (published is None or not same(published, draft)),
        "active": False,
        "called_by": callers,
        "changed_at": published_at if published_last else saved_at,
        "changed_by": published_by if published_last else process.draft_saved_by or process.created_by,
    }


def _versions(session: Session) -> dict[int, list[VersionEntry]]:
    running = func.count(ProcessInstance.id)
    query = select(ProcessVersion.process_id, ProcessVersion.number, running).outerjoin(
        ProcessInstance, (ProcessInstance.version_id == ProcessVersion.id) & ProcessInstance.status.in_(RUNNING)
    )
    found: dict[int, list[VersionEntry]] = {}
    for process_id, number, count in session.execute(
        query.group_by(ProcessVersion.process_id, ProcessVersion.number).order_by(ProcessVersion.number.desc())
    ):
        found.setdefault(process_id, []).append({"number": number, "instances": count})
    return found


def _callers(session: Session) -> dict[str, list[str]]:
    """Return the keys of those whose current version needs a process, directly or through others, by its key."""
    query = select(Process.key, ProcessVersion.pins).join(
        ProcessVersion, ProcessVersion.id == Process.current_version_id
    )
    found: dict[str, list[str]] = {}
    for caller, pins in session.execute(query.order_by(Process.key)):
        for key in pins:
            found.setdefault(key, []).append(caller)
    return found
