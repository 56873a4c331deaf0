"""Times as people read them: relative, exact on hover, in the zone that the browser told us in a cookie."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from markupsafe import Markup

from db import clock

COOKIE = "tz"
UNITS = (
    ("year", timedelta(days=365)),
    ("month", timedelta(days=30)),
    ("week", timedelta(weeks=1)),
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)
NEAR = {("day", 1): ("yesterday", "tomorrow"), ("week", 1): ("last week", "next week")}
LONGEST_NAME = 64


def zone() -> ZoneInfo:
    """Return the time zone of whoever asks; UTC until the browser has told."""
    return _zone(request.cookies.get(COOKIE, "UTC")[:LONGEST_NAME])


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(value: datetime | str | None) -> datetime | None:
    """Return a time that may come as text, as JSON has it."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if value is not None and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


def exact(value: datetime | str | None) -> str:
    """Return date and time in the reader's zone."""
    at = moment(value)
    return at.astimezone(zone()).strftime("%-d %b %Y, %H:%M") if at else ""


def day(value: date | str | None) -> str:
    """Return a date as people read it."""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return value.strftime("%-d %b %Y") if value else ""


def ago(value: datetime | str | None) -> Markup:
    """Return a time element with the relative time; the exact one is its title."""
    at = moment(value)
    if at is None:
        return Markup("")
    element = Markup('<time datetime="{}" title="{}" data-relative>{}</time>')
    return element.format(at.astimezone(UTC).isoformat(), exact(at), relative(at))


def relative(at: datetime) -> str:
    """Return how far a time is from now, in words."""
    distance = at - clock.now()
    size = abs(distance)
    unit, length = next(((u, length) for u, length in UNITS if size >= length), ("", timedelta()))
    if not unit:
        return "just now"
    count, future = int(size / length), distance > timedelta()
    if (unit, count) in NEAR:
        return NEAR[unit, count][future]
    plural = f"{count} {unit}{'s' if count > 1 else ''}"
    return f"in {plural}" if future else f"{plural} ago"


def due_class(value: datetime | str | None) -> str:
    """Return the class that marks what is overdue, and what is due today."""
    at = moment(value)
    if at is None:
        return ""
    now = clock.now()
    if at < now:
        return "due-overdue"
    return "due-today" if at.astimezone(zone()).date() == now.astimezone(zone()).date() else "due-later"


def local_input(value: datetime | str | None) -> str:
    """Return a time for a field of date and time: in the reader's zone, without saying so.

    What a person typed and is no time is given back as it is.
    """
    at = moment(value)
    if at is None:
        return value if isinstance(value, str) else ""
    return at.astimezone(zone()).strftime("%Y-%m-%dT%H:%M")


def from_input(typed: str) -> str:
    """Return what was typed into a field of date and time as text with its offset; what is no time, as it is."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return (at if at.tzinfo else at.replace(tzinfo=zone())).isoformat()


GLOBALS: dict[str, Callable[..., Any]] = {"time_zone": lambda: str(zone())}
FILTERS: dict[str, Callable[..., Any]] = {
    "ago": ago,
    "exact": exact,
    "day": day,
    "due_class": due_class,
    "local_input": local_input,
}
