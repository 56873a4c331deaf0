"""For whom a user task is, by when, how urgently."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db import clock
from engine.assignments import Assignment, assign
from engine.definition import UserTaskDefinition
from engine.environment import Names, Scope
from engine.errors import ExpressionFailed

DATA = {"owner": "maria", "nobody": None, "team": ["crm_sales", " crm_manager "], "days": 3, "code": 7}
SCOPE = Scope(DATA, Names(dict))


def given(**written: Any) -> Assignment:
    return assign(UserTaskDefinition("e", "p", "Task", **written), SCOPE)


def test_nothing_is_said_where_nothing_is_written() -> None:
    assert given() == Assignment(None, (), None, None)


@pytest.mark.requirement("C1")
def test_texts_and_expressions() -> None:
    found = given(assignee="${owner}", groups=("crm_sales", "${team}", "${'a,b'}", "${nobody}"), priority="high")
    assert found == Assignment("maria", ("crm_sales", "crm_manager", "a", "b"), None, "high")
    assert given(assignee=" ben ", priority="${code}") == Assignment("ben", (), None, "7")
    assert given(assignee="${nobody}", due="${nobody}", priority="${''}") == Assignment(None, (), None, None)


@pytest.mark.parametrize(
    ("written", "days"), [("${plus(now(), 'P2D')}", 2), ("P2D", 2), ("${'P' + str(days) + 'D'}", 3), ("PT12H", 0.5)]
)
def test_due_dates_count_from_now(written: str, days: float) -> None:
    due = given(due=written).due
    assert due is not None
    assert abs(due - clock.now() - timedelta(days=days)) < timedelta(seconds=5)


def test_due_dates_may_be_fixed() -> None:
    assert given(due="2030-01-31T12:00:00+02:00").due == datetime(2030, 1, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        {"assignee": "${team}"},
        {"groups": ("${[1]}",)},
        {"due": "${owner}"},
        {"due": "${days}"},
        {"priority": "${missing}"},
    ],
)
def test_what_does_not_fit_fails(written: dict[str, Any]) -> None:
    with pytest.raises(ExpressionFailed):
        given(**written)
