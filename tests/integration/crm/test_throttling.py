"""Failed attempts to sign in: each one has to wait longer, and nobody else has to wait for them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm import people
from crm.changes import Author
from crm.errors import SignInRefused, SignInThrottled
from db import clock
from tests.conftest import Database
from tests.integration.crm.conftest import Crew, furnish

PASSWORD = "correct horse"
HOME, ELSEWHERE = "192.0.2.1", "203.0.113.9"


@pytest.fixture(autouse=True)
def passwords(session: Session, crew: Crew) -> None:
    for login in ("sofia", "simon"):
        people.update_user(session, crew[login].id, {"password": PASSWORD}, Author())


def fail(session: Session, login: str, address: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            people.authenticate(session, login, "wrong", address)


def wait(session: Session, login: str, address: str) -> timedelta:
    with pytest.raises(SignInThrottled) as throttled:
        people.authenticate(session, login, PASSWORD, address)
    return throttled.value.until - clock.now()


@pytest.mark.requirement("H1")
def test_each_failure_makes_the_next_attempt_wait_twice_as_long_up_to_a_quarter_of_an_hour(session: Session) -> None:
    fail(session, "sofia", HOME, 5)
    passed, waits = timedelta(), []
    for _ in range(8):
        with clock.moved(passed):
            waits.append(round(wait(session, "sofia", HOME).total_seconds()))
        passed += timedelta(seconds=waits[-1] + 1)
        with clock.moved(passed):
            fail(session, "sofia", HOME)
    assert waits == pytest.approx([30, 60, 120, 240, 480, 900, 900, 900], abs=2)


@pytest.mark.requirement("H1")
def test_colleagues_and_other_addresses_go_on(session: Session) -> None:
    fail(session, "sofia", HOME, 5)
    assert people.authenticate(session, "simon", PASSWORD, HOME).login == "simon"
    assert people.authenticate(session, "sofia", PASSWORD, ELSEWHERE).login == "sofia"
    assert wait(session, "sofia", HOME) > timedelta()


@pytest.mark.requirement("H1")
def test_many_addresses_that_guess_one_login_do_not_lock_out_who_signed_in_from_theirs(
    session: Session, crew: Crew
) -> None:
    people.note_signed_in(session, people.authenticate(session, "sofia", PASSWORD, HOME), "password")
    for number in range(30):
        fail(session, "sofia", f"198.51.100.{number}")
    assert timedelta() < wait(session, "sofia", ELSEWHERE) <= timedelta(minutes=1)
    assert people.authenticate(session, "sofia", PASSWORD, HOME).login == "sofia"
    assert people.authenticate(session, "simon", PASSWORD, ELSEWHERE).login == "simon"


@pytest.mark.requirement("H1")
def test_attempts_at_once_are_counted_one_by_one(database: Database) -> None:
    with database.sessions.begin() as session:
        people.update_user(session, furnish(session)["sofia"].id, {"password": PASSWORD}, Author())

    def attempt(_number: int) -> str:
        with database.sessions() as session:
            try:
                people.authenticate(session, "sofia", "wrong", HOME)
            except SignInRefused:
                session.commit()
                return "refused"
            except SignInThrottled:
                return "throttled"
            return "let in"

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(16)))
    assert (outcomes.count("refused"), outcomes.count("throttled")) == (5, 11)


@pytest.mark.requirement("H1")
def test_one_address_that_guesses_many_logins_has_to_wait_but_not_those_known_there(session: Session) -> None:
    people.note_signed_in(session, people.authenticate(session, "sofia", PASSWORD, HOME), "password")
    for number in range(60):
        fail(session, f"guess-{number}", HOME)
    assert timedelta() < wait(session, "simon", HOME) <= timedelta(minutes=1)
    assert people.authenticate(session, "sofia", PASSWORD, HOME).login == "sofia"
