"""Times and durations as models write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from engine import times

NOON = datetime(2030, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("P2D", datetime(2030, 2, 2, 12, tzinfo=UTC)),
        ("P1M", datetime(2030, 2, 28, 12, tzinfo=UTC)),
        ("P1Y1M", datetime(2031, 2, 28, 12, tzinfo=UTC)),
        ("P25M", datetime(2032, 2, 29, 12, tzinfo=UTC)),
        ("P1W", datetime(2030, 2, 7, 12, tzinfo=UTC)),
        ("PT36H", datetime(2030, 2, 2, tzinfo=UTC)),
        ("pt1m30.5s", NOON + timedelta(seconds=90.5)),
        ("P1DT1H", NOON + timedelta(days=1, hours=1)),
        ("-P1D", datetime(2030, 1, 30, 12, tzinfo=UTC)),
        ("-P1M", datetime(2029, 12, 31, 12, tzinfo=UTC)),
        ("+PT0S", NOON),
        ("P0D", NOON),
    ],
)
def test_durations_are_calendar_months_and_an_exact_rest(duration: str, expected: datetime) -> None:
    assert times.plus(NOON, duration) == expected


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "1D", "P1H", "PT1D", "P-1D", "P1.5D", "P1DT", "P 1D", "P9999999D", "two days"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no ISO 8601 duration"):
        times.period(text)


@pytest.mark.parametrize("duration", ["P9999Y", "-P9999Y", "P99999M", "P99999W"])
def test_the_calendar_has_two_ends(duration: str) -> None:
    time = NOON
    with pytest.raises(ValueError, match="out of the calendar"):  # noqa: PT012 - several steps lead to the end
        for _ in range(5):
            time = times.plus(time, duration)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2030-01-31T12:00:00Z", NOON),
        ("2030-01-31T14:00:00+02:00", NOON),
        ("2030-01-31T12:00:00", NOON),
        ("2030-01-31 12:00", NOON),
        ("20300131T120000Z", NOON),
        ("2030-01-31", datetime(2030, 1, 31, tzinfo=UTC)),
        (date(2030, 1, 31), datetime(2030, 1, 31, tzinfo=UTC)),
        (datetime(2030, 1, 31, 12), NOON),  # noqa: DTZ001 - a time without a zone is the point
        (NOON.astimezone(timezone(timedelta(hours=5))), NOON),
    ],
)
def test_points_in_time_become_utc(value: object, expected: datetime) -> None:
    found = times.moment(value)
    assert (found, found.utcoffset()) == (expected, timedelta())


@pytest.mark.parametrize("value", ["", "noon", "31.1.2030", 5, None, True, []])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is no"):
        times.moment(value)


def test_times_are_written_as_they_are_read() -> None:
    assert times.text(NOON.astimezone(timezone(timedelta(hours=5)))) == "2030-01-31T12:00:00Z"
    assert times.moment(times.text(NOON)) == NOON


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("R3/PT10M", (3, NOON + timedelta(minutes=10), "PT10M")),
        ("R/P1D", (times.FOR_EVER, NOON + timedelta(days=1), "P1D")),
        ("r2/2030-02-01T09:00:00Z/P1M", (2, datetime(2030, 2, 1, 9, tzinfo=UTC), "P1M")),
    ],
)
def test_repetitions_have_rounds_a_beginning_and_a_distance(source: str, expected: tuple[int, datetime, str]) -> None:
    assert times.repetition(source, NOON) == expected


@pytest.mark.parametrize(
    "source", ["", "R", "R3", "P1D", "R3/", "R3/P0D", "R3/-P1D", "R3/P1D/P1D", "R-1/P1D", "0 0 * * *", 5, None]
)
def test_what_is_no_repetition_is_refused(source: object) -> None:
    with pytest.raises(ValueError, match=r"is no|without any time"):
        times.repetition(source, NOON)
