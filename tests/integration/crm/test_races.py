"""Two people at once, on real connections with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm import conversion, leads, lookups, opportunities, seeds, settings
from crm.changes import Author
from crm.errors import Stale
from crm.models import Account, Contact, Lead, Lookup, Opportunity, Order, RecordChange
from tests.conftest import Database
from tests.integration.crm.conftest import enter, furnish

ROUNDS = 20


def at_once(database: Database, work: Callable[[Session], Any], times: int = 2) -> list[Any]:
    """Do the work in several transactions that begin together; return results, or the errors that were raised."""
    start = Barrier(times)

    def run(_: int) -> Any:
        with database.sessions() as session:
            session.connection()
            start.wait()
            try:
                result = work(session)
                session.commit()
            except (Stale, IntegrityError) as error:
                return error
            return result

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def by(database: Database) -> Author:
    with database.sessions.begin() as session:
        return furnish(session).by("sofia")


def count(database: Database, model: Any) -> int:
    with database.sessions() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def new_lead(database: Database, by: Author) -> int:
    with database.sessions.begin() as session:
        return enter(session, by, account_name="Vizor", contact_name="Maria Nguyen").id


@pytest.mark.requirement("B5")
def test_qualifying_at_once_makes_one_contact_and_one_account(database: Database, by: Author) -> None:
    for _ in range(ROUNDS):
        lead_id = new_lead(database, by)
        told = at_once(database, lambda session: conversion.qualify(session, lead_id, by))  # noqa: B023
        assert told[0]["contact_id"] == told[1]["contact_id"]
        assert told[0]["account_id"] == told[1]["account_id"]
    assert (count(database, Contact), count(database, Account)) == (ROUNDS, ROUNDS)


@pytest.mark.requirement("B16", "B10")
def test_converting_at_once_makes_one_opportunity_and_one_order(database: Database, by: Author) -> None:
    def convert(session: Session) -> tuple[int, int]:
        return (
            conversion.create_opportunity(session, lead_id, by).id,
            conversion.create_order(session, lead_id, by).id,
        )

    for _ in range(ROUNDS):
        lead_id = new_lead(database, by)
        assert len(set(at_once(database, convert, times=4))) == 1
    assert (count(database, Opportunity), count(database, Order)) == (ROUNDS, ROUNDS)


def test_the_database_itself_holds_a_lead_to_one_open_opportunity(database: Database, by: Author) -> None:
    lead_id = new_lead(database, by)
    values = {"name": "By hand", "lead_id": lead_id}
    made = at_once(database, lambda session: opportunities.create(session, values, by).id)
    assert sorted(isinstance(result, IntegrityError) for result in made) == [False, True]


@pytest.mark.requirement("F9")
def test_of_two_edits_of_one_revision_one_is_told_that_it_is_late(database: Database, by: Author) -> None:
    for _ in range(ROUNDS):
        lead_id = new_lead(database, by)
        edited = at_once(database, lambda session: leads.update(session, lead_id, {"budget": 7}, by, 1))  # noqa: B023
        assert sorted(isinstance(result, Stale) for result in edited) == [False, True]


def test_no_edit_is_lost_between_others(database: Database, by: Author) -> None:
    lead_id = new_lead(database, by)
    fields = iter(("title", "strategy", "distribution_note", "website"))
    at_once(database, lambda session: leads.update(session, lead_id, {next(fields): "x.example"}, by), times=4)
    with database.sessions() as session:
        lead = session.get_one(Lead, lead_id)
        assert {lead.title, lead.strategy, lead.distribution_note, lead.website} == {"x.example"}
        rows = session.scalar(
            select(func.count()).where(RecordChange.record_id == lead_id, RecordChange.field != "created")
        )
        assert (lead.revision, rows) == (5, 4)


def test_seeding_at_once_adds_everything_once(database: Database) -> None:
    at_once(database, seeds.seed)
    with database.sessions() as session:
        stages = [stage.code for stage in lookups.stages(session)]
        assert len(stages) == len(set(stages)) > 10
        assert seeds.seed(session) == 0
    assert count(database, Lookup) > 300


def test_putting_a_setting_at_once_for_the_first_time_is_no_error(database: Database, by: Author) -> None:
    put = at_once(database, lambda session: settings.put(session, "company-name", "Vizor", by))
    assert put == [None, None]
