"""The calendar as it stands in an address: which days it shows, for whom, and what stands on each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import url_for

from db import clock
from tasks.calendar.entries import Entry, Span, find, may_see_others
from tasks.work import Work
from webui.rendering.times import zone

VIEWS = {"month": "Month", "week": "Week", "agenda": "Agenda"}
WEEK, AGENDA = 7, 30
EARLIEST, LATEST = date(1971, 1, 1), date(2199, 1, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day, with what stands on it; `outside` belongs to another month than the one shown."""

    date: date
    entries: list[Entry]
    today: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The days shown; `keep` are the parameters of the address."""

    view: str
    day: date
    days: list[Day]
    everybody: bool
    offers_everybody: bool

    @property
    def keep(self) -> dict[str, Any]:
        """Return the parameters that say what is shown."""
        return {"view": self.view, "day": self.day.isoformat(), "who": "all" if self.everybody else None}

    @property
    def title(self) -> str:
        """Return what is shown, in words."""
        if self.view == "month":
            return f"{self.day:%B %Y}"
        first, last = self.days[0].date, self.days[-1].date
        return f"{first:%-d %b} – {last:%-d %b %Y}"

    @property
    def count(self) -> int:
        """Return how many entries there are."""
        return sum(len(day.entries) for day in self.days)

    def address(self, **changes: Any) -> str:
        """Return the address of the calendar with some of its parameters changed; None leaves one out."""
        return url_for("calendar.page", **{k: v for k, v in {**self.keep, **changes}.items() if v})

    def step(self, direction: int) -> str:
        """Return the address of what comes before (-1) or after (1)."""
        if self.view == "month":
            month = self.day.replace(day=1) + timedelta(days=31 if direction > 0 else -1)
            return self.address(day=month.replace(day=1).isoformat())
        length = WEEK if self.view == "week" else AGENDA
        return self.address(day=(self.day + timedelta(days=direction * length)).isoformat())


def load(work: Work, args: Mapping[str, str]) -> CalendarView:
    """Return the calendar that an address asks for; what makes no sense in it counts as not given."""
    today = clock.now().astimezone(zone()).date()
    view = args["view"] if args.get("view") in VIEWS else "month"
    day = _day(args.get("day"), today)
    offers_everybody = may_see_others(work.actor)
    everybody = offers_everybody and args.get("who") == "all"
    dates = list(_dates(view, day))
    span = Span(work.actor, _midnight(dates[0]), _midnight(dates[-1] + timedelta(days=1)), everybody)
    on_day: dict[date, list[Entry]] = {each: [] for each in dates}
    for entry in find(work.session, span):
        on_day[entry.at.astimezone(zone()).date()].append(entry)
    days = [
        Day(each, entries, each == today, view == "month" and each.month != day.month)
        for each, entries in on_day.items()
    ]
    return CalendarView(view, day, days, everybody, offers_everybody)


def on(day: date, at: datetime) -> datetime:
    """Return another day at the time of day, in the reader's zone, that something has now."""
    return datetime.combine(day, at.astimezone(zone()).time(), zone())


def _day(given: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(given or "")
    except ValueError:
        return today
    return min(max(day, EARLIEST), LATEST)


def _dates(view: str, day: date) -> Iterator[date]:
    """Yield the days shown; weeks begin on Monday."""
    first, count = day, AGENDA
    if view == "week":
        first, count = day - timedelta(days=day.weekday()), WEEK
    elif view == "month":
        opening = day.replace(day=1)
        first = opening - timedelta(days=opening.weekday())
        closing = (opening + timedelta(days=31)).replace(day=1)
        count = -(-(closing - first).days // WEEK) * WEEK
    for number in range(count):
        yield first + timedelta(days=number)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone())
