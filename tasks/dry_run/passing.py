"""Time that passes in a walk: the clock goes forwards, and each timer fires at its own time, as it would have done."""

from datetime import datetime, timedelta
from typing import Any

from db import clock
from engine import times
from engine.models import Timer
from tasks.dry_run import belongings
from tasks.dry_run.course import Course
from tasks.errors import StepImpossible

NEXT = "next"
MOST_FIRINGS = 500
LONGEST = timedelta(days=366 * 100)
Fired = set[tuple[int, datetime]]


def let_pass(course: Course, duration: str) -> None:
    """Move the clock by an ISO 8601 duration, or to when the next timer is due (`next`).

    Raises:
        tasks.errors.StepImpossible: that is no duration forwards, or nothing waits for a time.
    """
    until = _next_due(course) if duration == NEXT else later(course.now, duration)
    if not course.now <= until <= clock.now() + LONGEST:
        raise StepImpossible("time goes forwards only, and a hundred years at most")
    fired: Fired = set()
    for timer in iter(lambda: _due(course, until, fired), None):
        if len(fired) >= MOST_FIRINGS:
            raise StepImpossible(f"more than {MOST_FIRINGS} timers are due until then")
        fired.add((timer.id, timer.due_at))
        _go_on_to(course, timer.due_at)
        with course.at_work() as work:
            work.app.host.fire_timers(work.session, timer.instance_id)
    _go_on_to(course, until)


def moment(course: Course, value: Any) -> Any:
    """Return the time that a value like `+P2D` stands for, counted from when the step began; others as they are."""
    if isinstance(value, str) and value.startswith("+P"):
        return later(course.began, value[1:]).isoformat()
    return value


def later(start: datetime, duration: object) -> datetime:
    """Return the time that lies a duration after another one, or refuse the step."""
    try:
        return times.plus(start, duration)
    except ValueError as error:
        raise StepImpossible(str(error)) from error


def _next_due(course: Course) -> datetime:
    waiting = belongings.timers(course.sandbox.session, course.record)
    if not waiting:
        raise StepImpossible("nothing waits for a time")
    return max(waiting[0].due_at, course.now)


def _due(course: Course, until: datetime, fired: Fired) -> Timer | None:
    waiting = belongings.timers(course.sandbox.session, course.record)
    return next((timer for timer in waiting if timer.due_at <= until and (timer.id, timer.due_at) not in fired), None)


def _go_on_to(course: Course, until: datetime) -> None:
    course.ahead = max(course.ahead, until - clock.now())
