"""Sessions of browsers: they end by themselves, with a new password, and when somebody says so."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm import people, tokens
from crm.changes import Author
from crm.errors import Invalid, NotFound
from crm.models import UserSession
from crm.people import sessions
from db import clock
from tests.conftest import Database
from tests.integration.crm.conftest import Crew, furnish


@pytest.mark.requirement("H1")
def test_a_session_speaks_for_its_user_until_nobody_uses_it_for_a_day(session: Session, crew: Crew) -> None:
    secret = sessions.begin(session, crew["sofia"].id, "192.0.2.1", "Firefox")
    actor = sessions.actor_of(session, secret, "192.0.2.9")
    assert actor is not None
    assert (actor.login, actor.address) == ("sofia", "192.0.2.9")
    assert sessions.actor_of(session, secret + "x") is None
    with clock.moved(timedelta(hours=23)):
        assert sessions.actor_of(session, secret) is not None
    with clock.moved(timedelta(hours=46)):
        assert sessions.actor_of(session, secret) is not None
    with clock.moved(timedelta(hours=71)):
        assert sessions.actor_of(session, secret) is None


@pytest.mark.requirement("H1")
def test_what_a_page_asks_by_itself_keeps_no_session_alive(session: Session, crew: Crew) -> None:
    secret = sessions.begin(session, crew["sofia"].id)
    with clock.moved(timedelta(hours=23)):
        assert sessions.actor_of(session, secret, in_use=False) is not None
    with clock.moved(timedelta(hours=25)):
        assert sessions.actor_of(session, secret) is None


@pytest.mark.requirement("H1")
def test_no_session_lasts_longer_than_two_weeks_however_busy_it_is(session: Session, crew: Crew) -> None:
    secret = sessions.begin(session, crew["sofia"].id)
    for day in range(1, 14):
        with clock.moved(timedelta(days=day) - timedelta(hours=day)):
            assert sessions.actor_of(session, secret) is not None
    with clock.moved(timedelta(days=14)):
        assert sessions.actor_of(session, secret) is None
        sessions.forget_old(session)
    assert session.scalars(select(UserSession)).all() == []


def test_only_hashes_are_kept(session: Session, crew: Crew) -> None:
    secret = sessions.begin(session, crew["sofia"].id, browser="x" * 1000)
    [kept] = session.scalars(select(UserSession))
    assert secret not in (kept.digest, kept.browser)
    assert len(kept.browser or "") == 300


@pytest.mark.requirement("H1")
def test_a_new_password_and_deactivation_end_sessions_and_tokens_for_good(session: Session, crew: Crew) -> None:
    sofia, by = crew["sofia"], crew.by("ada")
    here, there = sessions.begin(session, sofia.id), sessions.begin(session, sofia.id)
    token = tokens.issue(session, sofia)
    people.change_own_password(session, sofia, "a fresh sentence", keep=here)
    assert [sessions.actor_of(session, secret) is not None for secret in (here, there)] == [True, False]
    assert tokens.actor_of(session, token) is None
    token = tokens.issue(session, sofia)
    people.update_user(session, sofia.id, {"active": False}, by)
    people.update_user(session, sofia.id, {"active": True}, by)
    assert sessions.actor_of(session, here) is None
    assert tokens.actor_of(session, token) is None


@pytest.mark.requirement("H1")
def test_only_ones_own_sessions_can_be_ended(session: Session, crew: Crew) -> None:
    secret = sessions.begin(session, crew["sofia"].id)
    [kept] = sessions.of_user(session, crew["sofia"].id, secret)
    assert kept["current"]
    with pytest.raises(NotFound):
        sessions.end_one(session, crew["simon"], kept["id"])
    sessions.end_one(session, crew["sofia"], kept["id"])
    assert sessions.of_user(session, crew["sofia"].id) == []


def test_requests_side_by_side_do_not_wait_for_each_other(database: Database) -> None:
    with database.sessions.begin() as session:
        secret = sessions.begin(session, furnish(session)["sofia"].id)
    with clock.moved(timedelta(hours=1)), database.sessions() as one, database.sessions() as other:
        assert sessions.actor_of(one, secret) is not None
        other.execute(text("SET lock_timeout = '2s'"))
        assert sessions.actor_of(other, secret) is not None


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("change", [{"active": False}, {"roles": ["crm_sales"]}], ids=["deactivated", "without role"])
def test_somebody_who_may_administer_is_always_left(session: Session, crew: Crew, change: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="Nobody who may administer would be left"):
        people.update_user(session, crew["ada"].id, change, Author())
    session.rollback()


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("change", [{"active": False}, {"roles": ["crm_sales"]}], ids=["deactivated", "without role"])
def test_two_who_depose_each_other_at_once_do_not_both_succeed(database: Database, change: dict[str, object]) -> None:
    with database.sessions.begin() as session:
        crew = furnish(session)
        people.update_user(session, crew["sofia"].id, {"roles": ["admin"]}, Author())
        ada, sofia = crew["ada"].id, crew["sofia"].id

    def depose() -> None:
        with database.sessions.begin() as session:
            people.update_user(session, ada, {"roles": ["crm_sales"]}, Author())

    with ThreadPoolExecutor(1) as threads, database.sessions.begin() as session:
        people.update_user(session, sofia, change, Author())
        deposed = threads.submit(depose)
        wait_for_lock(session, deposed)
        session.commit()
        with pytest.raises(Invalid, match="Nobody who may administer would be left"):
            deposed.result()


def wait_for_lock(session: Session, other: Future[None]) -> None:
    """Wait until another connection to the same database waits for a lock, or has no need to."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while not other.done() and not session.scalar(waiting):
        session.execute(text("SELECT pg_stat_clear_snapshot()"))


@pytest.mark.requirement("H1")
@pytest.mark.parametrize(
    "password",
    ["password", "Passw0rd!", "P@ssw0rd2026", "12345678", "87654321", "qwertzuiop", "aaaaaaaa", "abababab", "letmein1",
     "Welcome2026!", "monkey123", "sofia2026", "Sofia!!!", "qwerty123", "abcdefgh1234", "1q2w3e4r", "1qaz2wsx"],
)  # fmt: skip
def test_passwords_that_everybody_tries_are_refused(session: Session, crew: Crew, password: str) -> None:
    with pytest.raises(Invalid, match="easily guessed"):
        people.update_user(session, crew["sofia"].id, {"password": password}, Author())


@pytest.mark.parametrize(
    "password", ["correct horse", "long enough", "Tr0ub4dor&3", "welcome to the jungle", "1x8Ghf-wq"]
)
def test_other_passwords_will_do(session: Session, crew: Crew, password: str) -> None:
    people.update_user(session, crew["sofia"].id, {"password": password}, Author())
    assert people.authenticate(session, "sofia", password).login == "sofia"
