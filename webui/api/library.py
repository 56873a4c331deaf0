"""One process of the library as the API shows it."""

from typing import Any

from crm import people
from engine.models import Process, ProcessVersion
from tasks.active_process import active_key
from tasks.work import Work


def details(work: Work, key: str) -> dict[str, Any]:
    """Return a process with its versions, newest first, and the keys of those that call it."""
    library = work.app.library
    process = library.get(work.session, key)
    versions = library.versions(work.session, key)
    instances = library.instances_by_version(work.session)
    logins = people.logins(work.session, [version.published_by for version in versions])
    return {
        "key": process.key,
        "name": process.name,
        "kind": process.kind,
        "state": process.state,
        "active": process.key == active_key(work.session),
        "version": _current(process, versions),
        "instances": sum(instances.get(version.id, 0) for version in versions),
        "revision": process.draft_revision,
        "has_draft": bool(process.draft),
        "origin": process.origin,
        "versions": [_shown(version, instances, logins) for version in versions],
        "called_by": library.callers(work.session, key),
    }


def _current(process: Process, versions: Any) -> int | None:
    return next((version.number for version in versions if version.id == process.current_version_id), None)


def _shown(version: ProcessVersion, instances: dict[int, int], logins: dict[int, str]) -> dict[str, Any]:
    return {
        "number": version.number,
        "published_at": version.published_at,
        "published_by": logins.get(version.published_by) if version.published_by else None,
        "comment": version.comment,
        "checksum": version.checksum,
        "instances": instances.get(version.id, 0),
        "calls": version.pins,
    }
