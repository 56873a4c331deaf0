"""What moving would do: everything is tried out on each instance, and nothing is saved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from crm import rights
from engine import instances
from engine.errors import CannotMove
from engine.instances import ALIVE, INSTANCES, LockedInstance
from engine.migration.moving import Mover
from engine.migration.pairing import Place
from engine.migration.plan import Plan
from tasks.migrations.planning import Route, plan_of, versions
from tasks.work import Work

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """An instance that cannot be moved, and where it stands."""

    instance: int
    reason: str
    record: tuple[str, int] | None = None
    process: str | None = None
    element: str | None = None


@dataclass(slots=True)
class Preview:
    """Which instances can be moved and which cannot.

    `records` has the record of each instance, `standing` counts what stands at each element.
    """

    plan: Plan
    can_move: list[int] = field(default_factory=list)
    cannot_move: list[Refusal] = field(default_factory=list)
    records: dict[int, tuple[str, int]] = field(default_factory=dict)
    standing: Counter[Place] = field(default_factory=Counter)


def preview(work: Work, route: Route) -> Preview:
    """Try a move out.

    Raises:
        crm.errors.NotAllowed, crm.errors.Invalid, engine.errors.UnknownProcess: as they say.
    """
    rights.require(work.actor, "preview_migration", "process")
    old, new = versions(work, route)
    plan = plan_of(work.app, work.session, (old.id, new.id), route.mapping)
    found = Preview(plan)
    mover = Mover(work.app.host, work.session, plan, work.actor.id)
    for instance in _running(work, old.id):
        found.records[instance.id] = (instance.record_type, instance.record_id)
        found.standing.update(Place(*place) for place in mover.look(instance))
        try:
            mover.try_out(instance)
        except CannotMove as error:
            found.cannot_move.append(refusal(instance, error))
        else:
            found.can_move.append(instance.id)
    return found


def refusal(instance: LockedInstance, error: CannotMove) -> Refusal:
    """Return what keeps an instance where it is."""
    record = (instance.record_type, instance.record_id)
    return Refusal(instance.id, error.reason, record, error.process, error.element)


def _running(work: Work, version_id: int) -> Iterator[LockedInstance]:
    """Yield the running instances of a version as they stand, by number; their rows are not locked."""
    query = select(*instances.COLUMNS).where(INSTANCES.c.version_id == version_id, INSTANCES.c.status.in_(ALIVE))
    query = query.order_by(INSTANCES.c.id).limit(CHUNK)
    last = 0
    while True:
        rows = work.session.connection().execute(query.where(INSTANCES.c.id > last)).all()
        yield from (LockedInstance(*row) for row in rows)
        if len(rows) < CHUNK:
            return
        last = rows[-1].id
