"""Times as people read them: relative, exact on hover, in the zone that the browser told us in a cookie."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, request
from markupsafe import Markup

from crm import notification_preferences as preferences
from crm import settings
from db import clock
from webui.transactions import session

COOKIE = "tz"
CALENDAR = (("year", 365), ("month", 30), ("week", 7), ("day", 1))
HOUR = 3600
CLOCK = (("hour", HOUR), ("minute", 60))
NEAR = {("day", 1): ("yesterday", "tomorrow"), ("week", 1): ("last week", "next week")}
LONGEST_NAME = 64
DAY = re.compile(r"\d{4}-\d\d-\d\d")
USUAL_HOUR = "09:00"
SAID = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC")


def zone() -> ZoneInfo:
    """Return the time zone of whoever asks: the one they chose, else that of their browser, else the site's."""
    if "work" not in g:
        return _zone(request.cookies.get(COOKIE, "UTC")[:LONGEST_NAME])
    if "zone" not in g:
        told = request.cookies.get(COOKIE, "")[:LONGEST_NAME]
        own = preferences.own_zone(session(), g.work.actor.id)
        g.zone = _zone(own or told or str(settings.get(session(), "time-zone")))
    chosen: ZoneInfo = g.zone
    return chosen


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


def in_zone(message: str) -> str:
    """Return what the services said, with its times in the reader's zone instead of UTC."""
    return SAID.sub(lambda found: exact(f"{found[1]}T{found[2]}"), message)


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
    """Return how far a time is from now, in words: by days of the reader's calendar, within a day or an hour by the clock."""
    now = clock.now()
    days = (at.astimezone(zone()).date() - now.astimezone(zone()).date()).days
    seconds = (at - now).total_seconds()
    distance, units = (days, CALENDAR) if days and abs(seconds) >= HOUR else (seconds, CLOCK)
    unit, length = next(((unit, length) for unit, length in units if abs(distance) >= length), ("", 1))
    if not unit:
        return "just now"
    return _in_words(int(abs(distance) / length), unit, future=distance > 0)


def _in_words(count: int, unit: str, *, future: bool) -> str:
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


def day_input(value: date | str | None) -> str:
    """Return a date for its control; of a point in time, the date in UTC."""
    return str(value or "").partition("T")[0].partition(" ")[0]


def moment_input(value: datetime | str | None) -> dict[str, str]:
    """Return `{day, time}` for the two controls of a point in time, in the reader's zone.

    What a person typed and is no point in time is given back as it is: a day alone, a time alone.
    """
    at = moment(value)
    if at is None or (isinstance(value, str) and DAY.fullmatch(value)):
        typed, _, hour = (value if isinstance(value, str) else "").partition("T")
        return {"day": typed, "time": hour}
    local = at.astimezone(zone())
    return {"day": local.strftime("%Y-%m-%d"), "time": local.strftime("%H:%M")}


def from_input(typed: str) -> str:
    """Return what was typed into the controls of a point in time as text with its offset; what is none, as it is.

    A day alone stands for the usual hour of that day.
    """
    try:
        at = datetime.fromisoformat(f"{typed}T{USUAL_HOUR}" if DAY.fullmatch(typed) else typed)
    except ValueError:
        return typed
    return (at if at.tzinfo else at.replace(tzinfo=zone())).isoformat()


GLOBALS: dict[str, Callable[..., Any]] = {"time_zone": lambda: str(zone())}
FILTERS: dict[str, Callable[..., Any]] = {
    "ago": ago,
    "exact": exact,
    "day": day,
    "due_class": due_class,
    "day_input": day_input,
    "moment_input": moment_input,
}
