"""What came of an advance, saved in as few statements as it takes."""

from db import clock
from engine import incidents, instances, state, timers
from engine.advance import Advance, Waits
from engine.ports import Jobs, TaskList
from engine.pruning import prune

CANCELLED = "cancelled"


def save(advance: Advance, task_list: TaskList, jobs: Jobs, steps_before: int, *, cancelled: bool = False) -> None:
    """Save an instance: its row and its history, then what has changed of its timers, incidents and user tasks."""
    connection, instance_id = advance.around.connection, advance.around.instance_id
    after = advance.waits()
    _add_to_history(advance, after, cancelled=cancelled)
    prune(advance.workflow)
    status = CANCELLED if cancelled else _status(advance, after)
    values = {
        "status": status,
        "state": state.dump(advance.workflow, advance.prefix) if status in instances.ALIVE else b"",
        "stage": advance.stage,
        "stage_entered_at": advance.stage_entered_at,
        "steps": steps_before + advance.steps,
        "ended_at": None if status in instances.ALIVE else clock.now(),
    }
    instances.save(connection, instance_id, values, advance.history, advance.around.actor_id)
    timers.save(advance, after.timers, jobs)
    _save_incidents(advance, after)
    _save_tasks(advance, after, task_list)


def _status(advance: Advance, after: Waits) -> str:
    if advance.workflow.completed:
        return "completed"
    return "incident" if after.held else "running"


def _add_to_history(advance: Advance, after: Waits, *, cancelled: bool) -> None:
    for number, task in advance.before.tasks.items():
        if number not in after.tasks and number != advance.completed:
            advance.history.add("task-cancelled", task)
    for number, task in after.tasks.items():
        if number not in advance.before.tasks:
            advance.history.add("task-opened", task)
    for number, task in advance.before.held.items():
        if number not in after.held:
            advance.history.add("incident-resolved", task)
    if advance.workflow.completed and not cancelled:
        advance.history.add("instance-completed")


def _save_incidents(advance: Advance, after: Waits) -> None:
    around, retried = advance.around, set(advance.retried)
    over = [number for number in advance.before.held if number not in after.held or number in retried]
    if over:
        ids = [advance.public_id(number) for number in over]
        incidents.resolve(around.connection, around.instance_id, ids, around.actor_id)
    failed = [(advance.public_id(f.task.id), f) for f in advance.failures if f.task.id in after.held]
    if failed:
        incidents.record(around.connection, around.instance_id, failed)


def _save_tasks(advance: Advance, after: Waits, task_list: TaskList) -> None:
    around = advance.around
    gone = [n for n in advance.before.tasks if n not in after.tasks and n != advance.completed]
    if gone:
        task_list.cancel(around.session, around.instance_id, [advance.public_id(number) for number in gone])
    opened = [advance.offers[number] for number in after.tasks if number not in advance.before.tasks]
    if opened:
        task_list.open(around.session, opened)
