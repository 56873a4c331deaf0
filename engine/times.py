"""Times and durations as models write them: ISO 8601, calendar months and years counted as such."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta

PERIOD = re.compile(
    r"(?P<sign>[-+])?P(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?P<time>T(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?",
    re.IGNORECASE,
)
REPETITION = re.compile(r"R(?P<rounds>\d{0,4})/(?:(?P<start>[^/P][^/]*)/)?(?P<every>P[^/]+)", re.IGNORECASE)
FOR_EVER = -1


@dataclass(frozen=True, slots=True)
class Period:
    """A duration: calendar months, and an exact rest."""

    months: int
    rest: timedelta


def period(text: str) -> Period:
    """Read an ISO 8601 duration, such as P2D or PT30M.

    Raises:
        ValueError: it is none.
    """
    found = PERIOD.fullmatch(text.strip())
    parts = found.groupdict(default="0") if found else {}
    given = [part for name, part in parts.items() if name not in ("sign", "time") and part != "0"]
    if found is None or text.strip().upper().endswith(("P", "T")):
        raise ValueError(f"“{text}” is no ISO 8601 duration, such as P2D or PT30M")
    sign = -1 if found["sign"] == "-" else 1
    rest = timedelta(
        weeks=int(parts["weeks"]),
        days=int(parts["days"]),
        hours=int(parts["hours"]),
        minutes=int(parts["minutes"]),
        seconds=float(parts["seconds"]),
    )
    months = 12 * int(parts["years"]) + int(parts["months"])
    return Period(sign * months, sign * rest) if given else Period(0, timedelta())


def moment(value: object) -> datetime:
    """Read a point in time as an aware time in UTC; a date is its midnight, a time without a zone is UTC.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"“{value}” is no ISO 8601 time, such as 2030-01-31T09:00:00Z") from None
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise ValueError(f"{value!r} is no time")


def text(value: datetime) -> str:
    """Write a point in time as data keeps it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plus(time: object, duration: object) -> datetime:
    """Return the point in time that lies a duration after another one.

    Raises:
        ValueError: one of the two cannot be read, or the result lies outside of the calendar.
    """
    if not isinstance(duration, str):
        raise ValueError(f"{duration!r} is no ISO 8601 duration, such as P2D or PT30M")
    step = period(duration)
    try:
        return _months_later(moment(time), step.months) + step.rest
    except OverflowError:
        raise ValueError(f"{duration} leads out of the calendar") from None


def repetition(value: object, now: datetime) -> tuple[int, datetime, str]:
    """Read a repetition, such as R3/PT10M: how many rounds (-1: for ever), when the first one is, and their distance.

    Raises:
        ValueError: it is none, or its rounds have no distance.
    """
    found = REPETITION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"“{value}” is no repetition, such as R3/PT10M")
    first = plus(now, found["every"])
    if first <= now:
        raise ValueError(f"“{value}” repeats without any time between")
    if found["start"]:
        first = moment(found["start"])
    return int(found["rounds"]) if found["rounds"] else FOR_EVER, first, found["every"]


def _months_later(time: datetime, months: int) -> datetime:
    if not months:
        return time
    year, month = divmod(time.year * 12 + time.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return time.replace(year=year, month=month + 1, day=min(time.day, monthrange(year, month + 1)[1]))
