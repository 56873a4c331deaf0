"""Completing a user task: the one way in which a person moves a process on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, update

from crm.changes import logging_with
from crm.errors import Invalid
from crm.people import Actor
from crm.record_types import table_of
from db import clock
from db.prepared import Prepared
from tasks.conditions import require_worker
from tasks.forms import needed
from tasks.forms.choices import Choices
from tasks.forms.defaults import defaults_for
from tasks.forms.submission import check
from tasks.locks import LockedTask, lock_task
from tasks.models import TaskDraft, UserTask
from tasks.operations.authorship import completing
from tasks.record_rows import require_active
from tasks.rights import require_open, require_sight
from tasks.work import Work

TASKS = table_of(UserTask)
DRAFTS = table_of(TaskDraft)
CLOSE = Prepared(
    update(TASKS)
    .where(TASKS.c.id == bindparam("b_id"))
    .values(
        state="completed",
        result=bindparam("b_result"),
        values=bindparam("b_values"),
        completed_by=bindparam("b_by"),
        completed_at=bindparam("b_at"),
        on_behalf=bindparam("b_on_behalf"),
        revision=TASKS.c.revision + 1,
    )
    .add_cte(
        delete(DRAFTS).where(DRAFTS.c.task_id == bindparam("b_id")).cte("dropped_drafts"),
        logging_with("task", "completed").cte("logged"),
    )
)


def complete(work: Work, task_id: int, result: str | None, values: Mapping[str, Any]) -> None:
    """Complete a user task with a result and the values of its form; the process goes on to its next wait.

    The instance is locked first, then the task: of two people who complete the same task at once, the second waits
    here and then learns who was faster.

    Raises:
        crm.errors.NotFound, tasks.errors.TaskAlreadyCompleted, tasks.errors.TaskCancelled,
        crm.errors.NotAllowed, crm.errors.StateForbids (inactive), crm.errors.Invalid, engine.errors.EngineError: nothing was changed.
    """
    require_sight(work.session, work.actor, task_id)
    task = lock_task(work.session, task_id)
    require_open(work.session, task)
    require_worker(work, task, "complete")
    require_active(work, task.record)
    accepted = _accepted(work, task, result, values)
    _close(work, task, result, accepted)
    if task.instance is not None and task.engine_task_id is not None:
        data = {"result": result, **accepted} if result is not None else accepted
        with completing(work.session, task.id):
            work.app.host.complete_task(work.session, task.instance, task.engine_task_id, data, work.actor.id)


def _accepted(work: Work, task: LockedTask, result: str | None, values: Mapping[str, Any]) -> dict[str, Any]:
    definition = task.definition(work)
    if definition is None:
        return {}
    lacking = needed.refusals(task.record.type, needed.missing(work, task.record, definition, result))
    defaults = defaults_for(work, task.record, task.data)
    try:
        accepted = check(definition, result, values, work.actor, Choices(work.session), defaults)
    except Invalid as invalid:
        raise Invalid({**lacking, **invalid.errors}) from None
    if lacking:
        raise Invalid(lacking)
    return accepted


def _close(work: Work, task: LockedTask, result: str | None, values: Mapping[str, Any]) -> None:
    on_behalf, now = _is_on_behalf(work.actor, task), clock.now()
    closed = {
        "b_id": task.id,
        "b_result": result,
        "b_values": dict(values),
        "b_by": work.actor.id,
        "b_at": now,
        "b_on_behalf": on_behalf,
    }
    facts = {"subject": task.subject, "result": result, "on_behalf": on_behalf, task.record.type: task.record.id}
    logged = {"l_id": task.id, "l_at": now, "l_by": work.actor.id, "l_address": work.actor.address, "l_facts": facts}
    CLOSE.run(work.session.connection(), closed | logged)


def _is_on_behalf(actor: Actor, task: LockedTask) -> bool:
    """Say whether somebody who is neither the owner nor of the group completes the task in their place."""
    return task.owner_id != actor.id and not actor.roles.intersection(task.groups)
