"""Timers, due by the one clock. An expression is bare ISO 8601 (`P2D`) or `${…}`.

A due time is kept with the task, as ISO text: under `due`, or under the number of the timer within a gateway's `due`.
"""

from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from db import clock
from engine import times
from engine.elements.guard import world
from engine.errors import ExpressionFailed


class Timer(TimerEventDefinition):
    """What all timers share."""

    def has_fired(self, my_task: Task) -> bool:
        """Say whether the time has come."""
        if self.is_due(my_task):
            my_task.internal_data["event_fired"] = True
        return bool(my_task.internal_data.get("event_fired", False))

    def is_due(self, my_task: Task, index: int | None = None) -> bool:
        """Say whether the due time, worked out when first asked for, has passed."""
        return self.due(my_task, index) <= clock.now()

    def due(self, my_task: Task, index: int | None = None) -> datetime:
        """Return the due time; `index` tells the timers of one gateway apart."""
        kept = my_task.internal_data if index is None else my_task.internal_data.setdefault("due", {})
        key = "due" if index is None else str(index)
        if key not in kept:
            kept[key] = self._work_out(my_task)
        return times.moment(kept[key])

    def first(self, my_task: Task) -> datetime:
        """Work out the due time; ValueError where what the model says is no time."""
        raise NotImplementedError

    def _work_out(self, my_task: Task) -> str:
        try:
            return times.text(self.first(my_task))
        except ValueError as error:
            raise ExpressionFailed(self.expression, str(error)) from None

    def value(self, my_task: Task) -> Any:
        """Evaluate the expression."""
        return world(my_task).value(my_task, self.expression)

    def reset(self, my_task: Task) -> None:
        """Forget the due time."""
        my_task.internal_data.pop("due", None)
        super().reset(my_task)


class DateTimer(Timer, TimeDateEventDefinition):
    """Due at a point in time."""

    def first(self, my_task: Task) -> datetime:
        """Return the modelled time."""
        return times.moment(self.value(my_task))


class DurationTimer(Timer, DurationTimerEventDefinition):
    """Due some time after the wait began."""

    def first(self, my_task: Task) -> datetime:
        """Return the end of the modelled duration, beginning now."""
        return times.plus(clock.now(), self.value(my_task))


class CycleTimer(Timer, CycleTimerEventDefinition):
    """Due again and again: `R3/PT10M`, `R/2030-01-01T09:00:00Z/P1D`. Rounds that were missed are not made up for."""

    def has_fired(self, my_task: Task) -> bool:
        """Say whether all rounds are done."""
        self._begin(my_task)
        return bool(my_task.internal_data["left"] == 0)

    def is_due(self, my_task: Task, index: int | None = None) -> bool:
        """Say whether the next round is due, or none is left."""
        return self.due(my_task, index) <= clock.now() or bool(my_task.internal_data["left"] == 0)

    def due(self, my_task: Task, index: int | None = None) -> datetime:
        """Return the time of the next round."""
        self._begin(my_task)
        return times.moment(my_task.internal_data["due"])

    def update_task(self, my_task: Task) -> None:
        """Send a token on its way when a round is due."""
        internal = my_task.internal_data
        now = clock.now()
        if internal["left"] == 0 or times.moment(internal["due"]) > now:
            return
        internal["left"] -= 1
        internal["due"] = times.text(_next_round(times.moment(internal["due"]), internal["every"], now))
        spec = my_task.task_spec
        for output in spec.ways() if hasattr(spec, "ways") else spec.outputs:
            child = my_task._add_child(output, TaskState.FUTURE)
            child.task_spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
            child.task_spec._update(child)

    def reset(self, my_task: Task) -> None:
        """Forget all rounds."""
        for key in ("left", "every"):
            my_task.internal_data.pop(key, None)
        super().reset(my_task)

    def _begin(self, my_task: Task) -> None:
        if "left" not in my_task.internal_data:
            try:
                rounds, first, every = times.repetition(self.value(my_task), clock.now())
            except ValueError as error:
                raise ExpressionFailed(self.expression, str(error)) from None
            my_task.internal_data.update(left=rounds, due=times.text(first), every=every)


def _next_round(due: datetime, every: str, now: datetime) -> datetime:
    """Return the first round after now."""
    upcoming = times.plus(due, every)
    if upcoming <= now and (step := upcoming - due) > timedelta():
        upcoming += step * ((now - upcoming) // step)
        while upcoming <= now:
            upcoming = times.plus(upcoming, every)
    return upcoming
