"""Adds the shipped lookup values that are missing, by code; what an admin edited or switched off stays as it is."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import lookups
from crm.lookups.reading import LOOKUP, forget
from crm.seeds import lists, opportunity_stages, stages
from crm.seeds.countries import COUNTRIES
from crm.seeds.seed import Seed
from db import clock

SEEDS: dict[str, tuple[Seed, ...]] = {
    "lead-stages": stages.STAGES,
    "lead-stage-transitions": stages.TRANSITIONS,
    "opportunity-stages": opportunity_stages.STAGES,
    "countries": COUNTRIES,
    **lists.SEEDS,
}


def seed(session: Session) -> int:
    """Add every shipped value that is missing and return how many there were; safe to repeat, and to run at once."""
    return sum(_plant(session, name, SEEDS[name]) for name in lookups.KINDS if name in SEEDS)


def _plant(session: Session, name: str, seeds: tuple[Seed, ...]) -> int:
    """Add what is missing of one lookup; into an empty one in the shipped order, else at the end."""
    known = set(session.scalars(select(LOOKUP.c.code).where(LOOKUP.c.lookup == name)))
    missing = [value for value in seeds if value.code not in known]
    if not missing:
        return 0
    last = session.scalar(select(func.coalesce(func.max(LOOKUP.c.position), 0)).where(LOOKUP.c.lookup == name)) or 0
    now = clock.now()
    rows = [
        {
            "lookup": name,
            "code": value.code,
            "name": value.name,
            "position": last + place,
            "attributes": dict(value.attributes),
            "created_at": now,
            "updated_at": now,
        }
        for place, value in enumerate(missing, start=1)
    ]
    session.execute(insert(LOOKUP).on_conflict_do_nothing(), rows)
    forget(session, name)
    return len(missing)
