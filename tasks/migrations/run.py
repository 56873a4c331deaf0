"""Moves instances in batches: the first within the request, the others in the background, each saved as a whole.

Locks are taken in the order job, instances by number, user tasks: nobody else holds two instances of one process.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session

from crm import rights
from crm.record_types import table_of
from engine import instances
from engine.errors import CannotMove
from engine.instances import ALIVE, INSTANCES
from engine.migration.moving import Mover
from engine.models import Process
from tasks import jobs
from tasks.audit import of_process
from tasks.deferral import defer
from tasks.migrations.planning import Route, plan_of, versions
from tasks.models import Migration, MigrationItem
from tasks.work import Baton, Work

BATCH = 100
KIND = "migration"
ITEMS = table_of(MigrationItem)
_ITEM = update(ITEMS).where(
    ITEMS.c.migration_id == bindparam("b_migration"), ITEMS.c.instance_id == bindparam("b_instance")
)
_ITEM = _ITEM.values(
    {
        name: bindparam(f"b_{name}")
        for name in ("outcome", "reason", "process_key", "element", "state_before", "steps", "checksum")
    }
)
EMPTY: Mapping[str, Any] = dict.fromkeys(
    ("b_reason", "b_process_key", "b_element", "b_state_before", "b_steps", "b_checksum")
)


def start(work: Work, route: Route) -> Migration:
    """Begin to move all running instances of a version; the first hundred are moved at once.

    Raises:
        crm.errors.NotAllowed, crm.errors.Invalid, engine.errors.UnknownProcess: as they say; nothing was moved.
    """
    rights.require(work.actor, "migrate", "process")
    old, new = versions(work, route)
    plan_of(work.app, work.session, (old.id, new.id), route.mapping)
    job = jobs.create(work.session, KIND, 0, work.actor.id)
    migration = Migration(
        job_id=job.id,
        process_id=old.process_id,
        from_version_id=old.id,
        to_version_id=new.id,
        mapping=dict(route.mapping),
    )
    work.session.add(migration)
    work.session.flush()
    job.total = _list_items(work.session, migration)
    process = work.session.get_one(Process, old.process_id)
    facts = {"from": old.number, "to": new.number, "instances": job.total, "migration": migration.id}
    of_process(work, "migrated", process, **facts)
    run_batch(work.app, work.session, migration.id)
    return migration


def run_batch(app: Baton, session: Session, migration_id: int) -> None:
    """Move the next batch, and see to it that the one after it follows."""
    migration = session.get_one(Migration, migration_id)
    job = jobs.claim(session, migration.job_id)
    if job is None:
        return
    waiting = ITEMS.c.migration_id == migration_id, ITEMS.c.outcome == "waiting"
    ids = session.scalars(select(ITEMS.c.instance_id).where(*waiting).order_by(ITEMS.c.instance_id).limit(BATCH)).all()
    between = migration.from_version_id, migration.to_version_id
    mover = Mover(app.host, session, plan_of(app, session, between, migration.mapping), job.created_by)
    rows = [{"b_migration": migration_id, **EMPTY, **_move_one(mover, instance_id)} for instance_id in ids]
    if rows:
        session.connection().execute(_ITEM, rows)
    else:
        # The others were deleted meanwhile; the job is not to wait for them.
        job.total = job.done
    jobs.advance(session, job, len(ids), [_error(row) for row in rows if row["b_outcome"] == "refused"])
    if job.state == "running":
        defer(session, "migrate_batch", {"migration_id": migration_id}, lock=f"migration-{migration_id}")


def job_of(session: Session, migration_id: int) -> int:
    """Return the job of a migration."""
    return session.get_one(Migration, migration_id).job_id


def _list_items(session: Session, migration: Migration) -> int:
    """Write down which instances are to be moved, and return how many."""
    running = select(literal(migration.id), INSTANCES.c.id, literal("waiting")).where(
        INSTANCES.c.version_id == migration.from_version_id, INSTANCES.c.status.in_(ALIVE)
    )
    names = ["migration_id", "instance_id", "outcome"]
    session.execute(insert(ITEMS).from_select(names, running, include_defaults=False))
    count = select(func.count()).select_from(ITEMS).where(ITEMS.c.migration_id == migration.id)
    return session.scalar(count) or 0


def _move_one(mover: Mover, instance_id: int) -> dict[str, Any]:
    """Move one instance, whose row is locked first; say what came of it as values of its item."""
    instance = instances.lock(mover.session, instance_id)
    row: dict[str, Any] = {"b_instance": instance_id}
    if not instance.is_alive:
        return {**row, "b_outcome": "refused", "b_reason": "It has ended meanwhile."}
    if instance.version_id != mover.plan.old.version_id:
        return {**row, "b_outcome": "refused", "b_reason": "It runs on another version by now."}
    try:
        state = mover.move(instance)
    except CannotMove as error:
        place = {"b_process_key": error.process, "b_element": error.element}
        return {**row, "b_outcome": "refused", "b_reason": error.reason, **place}
    saved = {"b_state_before": instance.state, "b_steps": instance.steps, "b_checksum": checksum(state)}
    return {**row, "b_outcome": "moved", **saved}


def checksum(state: bytes) -> str:
    """Return what tells the state of an instance from a later one."""
    return sha256(state).hexdigest()


def _error(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {"instance": "b_instance", "reason": "b_reason", "process": "b_process_key", "element": "b_element"}
    return {name: row[key] for name, key in named.items()}
