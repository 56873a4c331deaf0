"""The migrations of a process, and what became of the instances of each."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from crm import people, rights
from crm.errors import NotFound
from engine.models import ProcessInstance, ProcessVersion
from tasks.models import Job, Migration, MigrationItem
from tasks.work import Work

OUTCOMES = ("waiting", "moved", "refused", "undone", "kept")
MOST = 100


def find(work: Work, key: str, migration_id: int) -> Migration:
    """Return a migration of a process.

    Raises:
        engine.errors.UnknownProcess: there is no such process.
        crm.errors.NotFound: it has no such migration.
    """
    process = work.app.library.get(work.session, key)
    found = work.session.get(Migration, migration_id)
    if found is None or found.process_id != process.id:
        raise NotFound(f"migration of the process “{key}” with the number", migration_id)
    return found


def listing(work: Work, key: str) -> list[dict[str, Any]]:
    """Return the migrations of a process, the newest first: `{id, job, state, from, to, by, at, mapping, …}`.

    `moved`, `refused`, `undone`, `kept` and `waiting` count instances.
    """
    rights.require(work.actor, "preview_migration", "process")
    process = work.app.library.get(work.session, key)
    return _shown(work, Migration.process_id == process.id)


def one(work: Work, key: str, migration_id: int) -> dict[str, Any]:
    """Return one migration as in `listing`."""
    rights.require(work.actor, "preview_migration", "process")
    return _shown(work, Migration.id == find(work, key, migration_id).id)[0]


def items(work: Work, migration_id: int, outcome: str, most: int | None = MOST) -> list[dict[str, Any]]:
    """Return instances of a migration: `{instance, record_type, record_id, reason, process, element}`."""
    query = (
        select(MigrationItem, ProcessInstance.record_type, ProcessInstance.record_id)
        .join(ProcessInstance, ProcessInstance.id == MigrationItem.instance_id)
        .where(MigrationItem.migration_id == migration_id, MigrationItem.outcome == outcome)
        .order_by(MigrationItem.instance_id)
        .limit(most)
    )
    return [
        {
            "instance": item.instance_id,
            "record_type": record_type,
            "record_id": record_id,
            "reason": item.reason,
            "process": item.process_key,
            "element": item.element,
        }
        for item, record_type, record_id in work.session.execute(query)
    ]


def _shown(work: Work, condition: Any) -> list[dict[str, Any]]:
    old, new = aliased(ProcessVersion), aliased(ProcessVersion)
    query = (
        select(Migration, Job, old.number, new.number)
        .join(Job, Job.id == Migration.job_id)
        .join(old, old.id == Migration.from_version_id)
        .join(new, new.id == Migration.to_version_id)
        .where(condition)
        .order_by(Migration.id.desc())
        .limit(MOST)
    )
    rows = work.session.execute(query.execution_options(populate_existing=True)).all()
    counts = _counts(work, [migration.id for migration, *_ in rows])
    logins = people.logins(work.session, [job.created_by for _, job, *_ in rows])
    return [
        {
            "id": migration.id,
            "job": job.id,
            "state": job.state,
            "from": before,
            "to": after,
            "by": logins.get(job.created_by) if job.created_by else None,
            "at": job.created_at,
            "mapping": migration.mapping,
            **{outcome: counts.get((migration.id, outcome), 0) for outcome in OUTCOMES},
        }
        for migration, job, before, after in rows
    ]


def _counts(work: Work, ids: list[int]) -> dict[tuple[int, str], int]:
    query = select(MigrationItem.migration_id, MigrationItem.outcome, func.count())
    query = query.where(MigrationItem.migration_id.in_(ids)).group_by(MigrationItem.migration_id, MigrationItem.outcome)
    return {(migration_id, outcome): count for migration_id, outcome, count in work.session.execute(query)}
