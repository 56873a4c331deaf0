"""Times as pages show them, and as their controls take them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from db import clock
from webui.rendering import times

NOON = datetime(2031, 5, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def reader_in_new_york() -> Iterator[None]:
    """Ask at eight in the morning in New York, on a Wednesday."""
    with (
        Flask(__name__).test_request_context(headers={"Cookie": "tz=America/New_York"}),
        clock.moved(NOON - datetime.now(UTC)),
    ):
        yield


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2031-05-14T12:00:10+00:00", "just now"),
        ("2031-05-14T12:40:10+00:00", "in 40 minutes"),
        ("2031-05-14T23:30:00+00:00", "in 11 hours"),
        ("2031-05-15T03:59:00+00:00", "in 15 hours"),
        ("2031-05-15T04:01:00+00:00", "tomorrow"),
        ("2031-05-16T03:59:00+00:00", "tomorrow"),
        ("2031-05-16T04:01:00+00:00", "in 2 days"),
        ("2031-05-14T04:01:00+00:00", "7 hours ago"),
        ("2031-05-14T03:59:00+00:00", "yesterday"),
        ("2031-05-13T03:59:00+00:00", "2 days ago"),
        ("2031-05-21T05:00:00+00:00", "next week"),
        ("2031-07-20T12:00:00+00:00", "in 2 months"),
    ],
)
def test_days_are_those_of_the_readers_calendar(at: str, words: str) -> None:
    assert times.relative(datetime.fromisoformat(at)) == words


def test_a_moment_ago_is_not_yesterday_because_midnight_lies_between() -> None:
    with clock.moved(datetime(2031, 5, 15, 4, 2, tzinfo=UTC) - NOON):
        assert times.relative(datetime(2031, 5, 15, 3, 52, tzinfo=UTC)) == "10 minutes ago"


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("2031-05-04T10:30", "2031-05-04T10:30:00-04:00"),
        ("2031-05-04", "2031-05-04T09:00:00-04:00"),
        ("T10:30", "T10:30"),
        ("someday", "someday"),
    ],
)
def test_a_day_alone_stands_for_its_usual_hour_and_nothing_typed_vanishes(typed: str, taken: str) -> None:
    assert times.from_input(typed) == taken


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("value", "day", "hour"),
    [
        ("2031-05-04T02:30:00Z", "2031-05-03", "22:30"),
        (datetime(2031, 5, 4, 14, 0, tzinfo=UTC), "2031-05-04", "10:00"),
        ("2031-05-04", "2031-05-04", ""),
        ("T10:30", "", "10:30"),
        ("someday", "someday", ""),
        (None, "", ""),
    ],
)
def test_controls_show_a_point_in_time_in_the_readers_zone(value: str | datetime | None, day: str, hour: str) -> None:
    assert times.moment_input(value) == {"day": day, "time": hour}


@pytest.mark.requirement("C4")
def test_messages_tell_times_in_the_readers_zone() -> None:
    told = times.in_zone("This task was already completed by Sofia Keller at 2031-05-14 02:42 UTC.")
    assert told == "This task was already completed by Sofia Keller at 13 May 2031, 22:42."
