"""Takes a migration back for the instances that nothing has happened to since; the others are told with the reason."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import rights
from crm.errors import StateForbids
from engine import instances
from engine.instances import LockedInstance
from engine.migration.moving import Mover
from tasks import jobs
from tasks.audit import of_process
from tasks.migrations.listing import find
from tasks.migrations.planning import plan_of
from tasks.migrations.preview import Refusal
from tasks.migrations.run import checksum
from tasks.models import Job, MigrationItem
from tasks.work import Work


@dataclass(slots=True)
class Undone:
    """Which instances are back, and which stay where they were moved to."""

    undone: list[int] = field(default_factory=list)
    kept: list[Refusal] = field(default_factory=list)


def undo(work: Work, key: str, migration_id: int) -> Undone:
    """Move back what a migration has moved.

    Raises:
        crm.errors.NotFound: the process has no such migration.
        crm.errors.StateForbids: it is still under way.
    """
    rights.require(work.actor, "migrate", "process")
    migration = find(work, key, migration_id)
    job = work.session.get_one(Job, migration.job_id, with_for_update=True)
    if job.state in jobs.UNDER_WAY:
        raise StateForbids("Undo", job.state, ["cancel"], "instances are still being moved")
    between = migration.from_version_id, migration.to_version_id
    plan = plan_of(work.app, work.session, between, migration.mapping)
    mover = Mover(work.app.host, work.session, plan, work.actor.id)
    found = Undone()
    for item in _moved(work.session, migration_id):
        _take_back(mover, item, found)
    work.session.flush()
    facts = {"migration": migration_id, "undone": len(found.undone), "kept": len(found.kept)}
    of_process(work, "migration_undone", work.app.library.get(work.session, key), **facts)
    return found


def _moved(session: Session, migration_id: int) -> list[MigrationItem]:
    query = select(MigrationItem).where(MigrationItem.migration_id == migration_id, MigrationItem.outcome == "moved")
    return list(session.scalars(query.order_by(MigrationItem.instance_id)))


def _take_back(mover: Mover, item: MigrationItem, found: Undone) -> None:
    instance = instances.lock(mover.session, item.instance_id)
    reason = _hindrance(instance, item, mover.plan.new.version_id)
    if reason is None and item.state_before is not None:
        mover.move_back(instance, item.state_before)
        item.outcome, item.state_before = "undone", None
        found.undone.append(instance.id)
    else:
        item.outcome, item.reason, item.state_before = "kept", reason, None
        found.kept.append(Refusal(instance.id, reason or "", (instance.record_type, instance.record_id)))


def _hindrance(instance: LockedInstance, item: MigrationItem, version_id: int) -> str | None:
    if not instance.is_alive:
        return "It has ended since."
    if instance.version_id != version_id:
        return "It was moved on to another version since."
    if instance.steps != item.steps or checksum(instance.state) != item.checksum:
        return "It has gone on since: what was done on the new version is not undone."
    return "It was moved too long ago." if item.state_before is None else None
