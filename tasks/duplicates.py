"""Similar records behind their rights: rules that admins keep, what was found, and the whole table searched once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import rights
from crm.duplicates import reading, rules, search, shipped
from crm.duplicates.rules import SEARCHING
from crm.models import DuplicateRule
from crm.paging import Page
from crm.record_types import MODELS, table_of
from crm.rights import MODELS as RECORDS
from db import clock
from tasks import jobs
from tasks.deferral import defer
from tasks.models import Job
from tasks.work import Baton, Work

TYPE = rules.TYPE
KIND = "duplicates of {}s"
RANGE = 1000


def create(work: Work, values: Mapping[str, Any]) -> int:
    """Save a new rule and return its id; an active one is tried on all records. Errors as `crm.duplicates.rules`.

    Raises:
        crm.errors.NotAllowed
    """
    rights.require(work.actor, "create", TYPE)
    rule = rules.create(work.session, values, work.actor.author())
    if rule.active:
        search_all(work.session, rule.record_type, work.actor.id)
    return rule.id


def update(work: Work, rule_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change a rule; one that compares otherwise from now on is tried on all records. Errors as `create`."""
    rights.require(work.actor, "edit", TYPE)
    changed = rules.update(work.session, rule_id, values, work.actor.author(), revision)
    rule = get(work, rule_id)
    if rule.active and changed.keys() & SEARCHING:
        search_all(work.session, rule.record_type, work.actor.id)


def get(work: Work, rule_id: int) -> DuplicateRule:
    """Return one rule.

    Raises:
        crm.errors.NotFound, crm.errors.NotAllowed.
    """
    rights.require(work.actor, "read", TYPE)
    return rules.get(work.session, rule_id)


def find(work: Work, given: Mapping[str, Any], limit: int, cursor: str | None = None) -> Page[DuplicateRule]:
    """Return a page of rules, newest first."""
    rights.require(work.actor, "read", TYPE)
    return rules.find(work.session, given, limit, cursor)


def as_dict(work: Work, found: Sequence[DuplicateRule]) -> list[dict[str, Any]]:
    """Return rules as the interface shows them."""
    return rules.as_dict(work.session, found)


def similar(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return what is similar to a record, as far as the person may see it; as `crm.duplicates.reading.similar`.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound.
    """
    model = RECORDS[record_type]
    rights.require_sight(work.session, work.actor, model, record_id)
    return reading.similar(work.session, model, record_type, record_id, rights.visible(work.actor, model))


def search_some(baton: Baton, record_type: str, ids: Sequence[int]) -> None:
    """Search what is similar to some records, after their keys have been saved for others to find."""
    with baton.sessions.begin() as session:
        search.keep_forms(session, record_type, ids)
    with baton.sessions.begin() as session:
        search.search(session, record_type, ids)


def plant(session: Session) -> None:
    """Add the shipped rules that are missing, and try them on the records that are there already."""
    for record_type in sorted(shipped.plant(session)):
        search_all(session, record_type, None)


def search_all(session: Session, record_type: str, by: int | None) -> int | None:
    """Have all records of a type searched in ranges, by as many workers as there are; None when there are no records.

    A search of all that is still under way is given up: this one tries every active rule anyway.
    """
    table = table_of(MODELS[record_type])
    place = (func.row_number().over(order_by=table.c.id) - 1).op("/")(RANGE)
    numbered = select(table.c.id, place.label("range")).subquery()
    query = select(func.min(numbered.c.id), func.max(numbered.c.id), func.count()).group_by(numbered.c.range)
    ranges = session.execute(query.order_by(func.min(numbered.c.id))).all()
    if not ranges:
        return None
    _give_up(session, record_type)
    job = jobs.create(session, KIND.format(record_type), sum(count for *_, count in ranges), by)
    for between in ranges:
        arguments = {"job_id": job.id, "record_type": record_type, "between": list(between)}
        defer(session, "find_duplicates_in_range", arguments)
    return job.id


def search_range(baton: Baton, job_id: int, record_type: str, between: tuple[int, int, int]) -> None:
    """Search one range of records. The job's record is locked at the end only, so that workers do not wait for it."""
    first, last, count = between
    table = table_of(MODELS[record_type])
    with baton.sessions.begin() as session:
        if session.get_one(Job, job_id).state not in jobs.UNDER_WAY:
            return
        ids = session.scalars(select(table.c.id).where(table.c.id.between(first, last)).order_by(table.c.id)).all()
        search.keep_forms(session, record_type, ids)
    with baton.sessions.begin() as session:
        search.search(session, record_type, ids)
        job = jobs.claim(session, job_id)
        if job is not None:
            jobs.advance(session, job, count)


def _give_up(session: Session, record_type: str) -> None:
    under_way = select(Job).where(Job.kind == KIND.format(record_type), Job.state.in_(jobs.UNDER_WAY))
    for job in session.scalars(under_way.order_by(Job.id).with_for_update()):
        job.state, job.ended_at = "cancelled", clock.now()
