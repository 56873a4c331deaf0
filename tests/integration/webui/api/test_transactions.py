"""The request boundary: committed after success, taken back after an error, repeated after a deadlock."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from crm.models import Setting
from tasks.work import Baton
from webui import transactions

ROWS = ("one", "two")


@pytest.fixture
def boundary(baton: Baton) -> Flask:
    """An application with nothing but the boundary, and two rows to quarrel about."""
    app = transactions.Application("boundary")
    transactions.install(app, baton)
    with baton.sessions.begin() as session:
        session.add_all(Setting(code=code, value=0) for code in ROWS)
    return app


def write(code: str, value: Any) -> None:
    transactions.session().execute(update(Setting).where(Setting.code == code).values(value=value))


def value_of(baton: Baton, code: str) -> Any:
    with baton.sessions() as session:
        return session.scalar(select(Setting.value).where(Setting.code == code))


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (204, 1), (302, 1), (400, 0), (422, 0), (500, 0)])
def test_the_status_decides_whether_the_work_is_kept(boundary: Flask, baton: Baton, status: int, kept: int) -> None:
    @boundary.post("/")
    def view() -> tuple[str, int]:
        write("one", 1)
        return "", status

    assert boundary.test_client().post("/").status_code == status
    assert value_of(baton, "one") == kept


def test_an_exception_takes_the_work_back_and_the_connection_is_given_back(boundary: Flask, baton: Baton) -> None:
    @boundary.post("/")
    def view() -> str:
        write("one", 1)
        raise LookupError

    assert boundary.test_client().post("/").status_code == 500
    assert value_of(baton, "one") == 0
    assert baton.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_what_has_to_outlive_a_refusal_is_kept(boundary: Flask, baton: Baton) -> None:
    @boundary.post("/")
    def view() -> tuple[str, int]:
        write("one", 1)
        transactions.keep()
        write("two", 1)
        return "", 422

    boundary.test_client().post("/")
    assert (value_of(baton, "one"), value_of(baton, "two")) == (1, 0)


def test_a_request_that_needs_no_database_takes_no_connection(boundary: Flask, baton: Baton) -> None:
    @boundary.get("/")
    def view() -> str:
        return str(baton.engine.pool.checkedout())  # type: ignore[attr-defined]

    assert boundary.test_client().get("/").text == "0"


def test_of_two_requests_in_a_deadlock_both_succeed(boundary: Flask, baton: Baton) -> None:
    both_hold_one = Barrier(2, timeout=10)
    runs: list[str] = []

    @boundary.post("/<first>/<second>")
    def view(first: str, second: str) -> str:
        runs.append(first)
        write(first, first)
        if len(runs) <= len(ROWS):
            both_hold_one.wait()
        write(second, first)
        return ""

    def send(path: str) -> int:
        return boundary.test_client().post(path).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, ["/one/two", "/two/one"])) == [200, 200]
    assert len(runs) >= 3
    assert value_of(baton, "one") == value_of(baton, "two")


def test_a_request_is_given_up_after_three_attempts(boundary: Flask) -> None:
    runs: list[int] = []

    @boundary.post("/")
    def view() -> str:
        runs.append(1)
        transactions.session().execute(text("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$"))
        return ""

    boundary.testing = True
    with pytest.raises(OperationalError):
        boundary.test_client().post("/")
    assert len(runs) >= 3


def test_other_errors_of_the_database_are_not_repeated(boundary: Flask) -> None:
    runs: list[int] = []

    @boundary.post("/")
    def view() -> str:
        runs.append(1)
        transactions.session().execute(text("SELECT 1 / 0"))
        return ""

    assert boundary.test_client().post("/").status_code == 500
    assert len(runs) == 1
