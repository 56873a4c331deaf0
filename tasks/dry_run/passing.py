"""Time that passes in a walk: the clock goes forwards, and each timer fires at its own time, as it would have done."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from db import clock
from engine import times
from engine.models import Timer
from tasks.dry_run import belongings
from tasks.errors import StepImpossible

if TYPE_CHECKING:
    from tasks.dry_run.player import Player

NEXT = "next"
MOST_FIRINGS = 500
LONGEST = timedelta(days=366 * 100)
Fired = set[tuple[int, datetime]]


def let_pass(player: "Player", duration: str) -> None:
    """Move the clock by an ISO 8601 duration, or to when the next timer is due (`next`).

    Raises:
        tasks.errors.StepImpossible: that is no duration forwards, or nothing waits for a time.
    """
    until = _next_due(player) if duration == NEXT else later(player.now, duration)
    if not player.now <= until <= clock.now() + LONGEST:
        raise StepImpossible("time goes forwards only, and a hundred years at most")
    fired: Fired = set()
    for timer in iter(lambda: _due(player, until, fired), None):
        if len(fired) >= MOST_FIRINGS:
            raise StepImpossible(f"more than {MOST_FIRINGS} timers are due until then")
        fired.add((timer.id, timer.due_at))
        _go_on_to(player, timer.due_at)
        with player.at_work() as work:
            work.app.host.fire_timers(work.session, timer.instance_id)
    _go_on_to(player, until)


def moment(player: "Player", value: Any) -> Any:
    """Return the time that a value like `+P2D` stands for, counted from when the step began; others as they are."""
    if isinstance(value, str) and value.startswith("+P"):
        return later(player.began, value[1:]).isoformat()
    return value


def later(start: datetime, duration: object) -> datetime:
    """Return the time that lies a duration after another one, or refuse the step."""
    try:
        return times.plus(start, duration)
    except ValueError as error:
        raise StepImpossible(str(error)) from error


def _next_due(player: "Player") -> datetime:
    waiting = belongings.timers(player.sandbox.session, player.record)
    if not waiting:
        raise StepImpossible("nothing waits for a time")
    return max(waiting[0].due_at, player.now)


def _due(player: "Player", until: datetime, fired: Fired) -> Timer | None:
    waiting = belongings.timers(player.sandbox.session, player.record)
    return next((timer for timer in waiting if timer.due_at <= until and (timer.id, timer.due_at) not in fired), None)


def _go_on_to(player: "Player", until: datetime) -> None:
    player.ahead = max(player.ahead, until - clock.now())
