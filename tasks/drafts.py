"""Drafts: what a person has typed into a form is kept until it is handed in."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm.errors import Invalid, NotFound
from db import clock
from tasks.models import TaskDraft, UserTask
from tasks.rights import require_sight
from tasks.work import Work

MOST_FIELDS, LONGEST = 200, 100_000


def save(work: Work, task_id: int, result: str | None, values: Mapping[str, Any]) -> None:
    """Keep what was typed, as it is: a draft may be incomplete and wrong."""
    if len(values) > MOST_FIELDS or sum(len(str(v)) for v in values.values()) > LONGEST:
        raise Invalid({"values": ["The draft is too long to be kept."]})
    require_sight(work.session, work.actor, task_id)
    if work.session.scalar(select(UserTask.id).where(UserTask.id == task_id)) is None:
        raise NotFound("task", task_id)
    row = {"result": result, "values": dict(values), "saved_at": clock.now()}
    statement = insert(TaskDraft).values(task_id=task_id, user_id=work.actor.id, **row)
    work.session.execute(statement.on_conflict_do_update(index_elements=["task_id", "user_id"], set_=row))


def of(work: Work, task_id: int) -> TaskDraft | None:
    """Return the actor's own draft for a task, if there is one."""
    require_sight(work.session, work.actor, task_id)
    mine = TaskDraft.user_id == work.actor.id
    return work.session.scalar(select(TaskDraft).where(TaskDraft.task_id == task_id, mine))
