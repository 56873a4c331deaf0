"""The rows of an instance that goes on in another version: itself, its timers, its open incidents and user tasks."""

from sqlalchemy import bindparam, delete, func, update
from sqlalchemy.dialects.postgresql import insert

from engine import instances
from engine.advance import Advance, Circumstances, Waits
from engine.history import History, process_key
from engine.incidents import INCIDENTS
from engine.instances import INSTANCES
from engine.ports import Jobs, MovedTask
from engine.timers import TIMERS, Due, row

_INSTANCE = update(INSTANCES).where(INSTANCES.c.id == bindparam("b_id"))
_INSTANCE = _INSTANCE.values(version_id=bindparam("b_version"), state=bindparam("b_state"))
_GONE = delete(TIMERS).where(
    TIMERS.c.instance_id == bindparam("b_instance"), TIMERS.c.engine_task_id == func.any(bindparam("b_ids"))
)
_NEW = insert(TIMERS)
_TIMER = _NEW.on_conflict_do_update(
    index_elements=[TIMERS.c.instance_id, TIMERS.c.engine_task_id],
    set_={name: _NEW.excluded[name] for name in ("process_key", "element", "due_at")},
)
_INCIDENT = (
    update(INCIDENTS)
    .where(
        INCIDENTS.c.instance_id == bindparam("b_instance"),
        INCIDENTS.c.engine_task_id == bindparam("b_task"),
        INCIDENTS.c.resolved_at.is_(None),
    )
    .values({name: bindparam(f"b_{name}") for name in ("process_key", "element", "element_name")})
)


def save_instance(around: Circumstances, data: bytes, history: History) -> None:
    """Save version and state of an instance, and what happened to it."""
    values = {"b_id": around.instance_id, "b_version": around.specs.version_id, "b_state": data}
    around.connection.execute(_INSTANCE, values)
    instances.note(around.session, around.instance_id, history, around.actor_id)


def save_timers(advance: Advance, before: Due, after: Due, jobs: Jobs) -> None:
    """Bring the rows of timers in line, and defer jobs for those that are new."""
    around = advance.around
    gone = [advance.public_id(number) for number in before if number not in after]
    if gone:
        around.connection.execute(_GONE, {"b_instance": around.instance_id, "b_ids": gone})
    if after:
        rows = [row(advance, number, due) for number, due in after.items()]
        around.connection.execute(_TIMER, rows)
    for due in sorted({due for number, due in after.items() if before.get(number) != due}):
        jobs.at(around.session, due, around.instance_id)


def save_incidents(advance: Advance, after: Waits) -> None:
    """Let open incidents name the elements of the version that the instance runs now."""
    rows = [
        {
            "b_instance": advance.around.instance_id,
            "b_task": advance.public_id(number),
            "b_process_key": process_key(task),
            "b_element": task.task_spec.bpmn_id or task.task_spec.name,
            "b_element_name": task.task_spec.bpmn_name,
        }
        for number, task in after.held.items()
    ]
    if rows:
        advance.around.connection.execute(_INCIDENT, rows)


def moved_tasks(advance: Advance, after: Waits) -> list[MovedTask]:
    """Return the open user tasks as the version that the instance runs now describes them."""
    version = advance.around.specs.version
    return [
        MovedTask(advance.public_id(number), version, task.task_spec.definition) for number, task in after.tasks.items()
    ]
