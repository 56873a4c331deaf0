"""Timers outside of an instance: one row each, and a job deferred to its time."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, bindparam, delete, func
from sqlalchemy.dialects.postgresql import insert

from engine import times
from engine.elements.events import EventChoice
from engine.elements.guard import HELD
from engine.elements.timers import Timer as TimerDefinition
from engine.history import process_key
from engine.models import Timer
from engine.ports import Jobs
from engine.workflow import LeanTask, LeanWorkflow

if TYPE_CHECKING:
    from engine.advance import Advance

TIMERS = cast(Table, Timer.__table__)
Due = dict[int, datetime]
_NEW = insert(TIMERS)
_SET = _NEW.on_conflict_do_update(
    index_elements=[TIMERS.c.instance_id, TIMERS.c.engine_task_id], set_={"due_at": _NEW.excluded.due_at}
)
_CLEAR = delete(TIMERS).where(
    TIMERS.c.instance_id == bindparam("b_instance"), TIMERS.c.engine_task_id == func.any(bindparam("b_ids"))
)


def waited_for(workflow: LeanWorkflow) -> Due:
    """Return when each waiting timer is due; a gateway with several is due with the first of them."""
    found = {}
    for task in workflow.event_manager.tasks.values():
        due = _due(task)
        if due is not None:
            found[task.id] = due
    return found


def _due(task: LeanTask) -> datetime | None:
    definition = task.task_spec.event_definition
    if HELD in task.internal_data:
        return None
    if isinstance(definition, TimerDefinition):
        return definition.due(task)
    if isinstance(definition, EventChoice) and "due" in task.internal_data:
        return min(times.moment(due) for due in task.internal_data["due"].values())
    return None


def save(advance: "Advance", after: Due, jobs: Jobs) -> None:
    """Bring the rows in line with the timers that an instance waits for now, and defer jobs for those that are new."""
    around, before = advance.around, advance.before.timers
    if after == before:
        return
    gone = [advance.public_id(number) for number in before if number not in after]
    if gone:
        around.connection.execute(_CLEAR, {"b_instance": around.instance_id, "b_ids": gone})
    changed = {number: due for number, due in after.items() if before.get(number) != due}
    if changed:
        around.connection.execute(_SET, [row(advance, number, due) for number, due in changed.items()])
        for due in sorted(set(changed.values())):
            jobs.at(around.session, due, around.instance_id)


def row(advance: "Advance", number: int, due: datetime) -> dict[str, Any]:
    """Return the row of a timer that an instance waits for."""
    task = advance.workflow.get_task_from_id(number)
    return {
        "instance_id": advance.around.instance_id,
        "engine_task_id": advance.public_id(number),
        "process_key": process_key(task),
        "element": task.task_spec.bpmn_id,
        "due_at": due,
    }
