"""Who does a task: claim it, give it back to its group, hand it to somebody else."""

from sqlalchemy import select, update

from crm import people, rights
from crm.audit import events
from crm.errors import Invalid, NotAllowed
from crm.models import User
from crm.record_types import table_of
from tasks import notices
from tasks.conditions import require_worker, why_not_work
from tasks.errors import TaskTaken
from tasks.locks import LockedTask, lock_task
from tasks.models import UserTask
from tasks.record_rows import require_active
from tasks.rights import require_giver, require_open, require_sight
from tasks.work import Work

TASKS = table_of(UserTask)


def claim(work: Work, task_id: int) -> None:
    """Make a task of one's group one's own; claiming it twice changes nothing."""
    task = _open(work, task_id)
    require_worker(work, task, "claim")
    if task.owner_id not in (None, work.actor.id):
        raise TaskTaken(work.session.scalar(select(User.name).where(User.id == task.owner_id)) or "somebody")
    _give(work, task, work.actor.id, "claimed")


def release(work: Work, task_id: int) -> None:
    """Give a task back, so that anybody of its group may claim it."""
    task = _open(work, task_id)
    require_giver(work.actor, task, "release")
    if not task.groups:
        raise NotAllowed("release", "the task has no group that could take it over; delegate it instead")
    _give(work, task, None, "released")


def delegate(work: Work, task_id: int, to: str) -> None:
    """Hand a task to a person by login; they are told."""
    task = _open(work, task_id)
    require_giver(work.actor, task, "delegate")
    user_id = people.id_of(work.session, to)
    if user_id is None:
        raise Invalid({"to": [f"There is no user “{to}”."]})
    taker = people.load_actor(work.session, user_id)
    if taker is None or not rights.may(taker, "read", "lead"):
        raise Invalid({"to": [f"“{to}” cannot work on leads: not active, or without a role for it."]})
    reason = why_not_work(work, task, task.definition(work), taker)
    if reason is not None:
        raise Invalid({"to": [f"“{to}” cannot do this task: {reason}."]})
    _give(work, task, user_id, "delegated")
    if user_id not in (work.actor.id, task.owner_id):
        notices.assigned(work.session, user_id, task.id, task.subject, work.actor.id)


def _open(work: Work, task_id: int) -> LockedTask:
    require_sight(work.session, work.actor, task_id)
    task = lock_task(work.session, task_id)
    require_open(work.session, task)
    require_active(work, task.record)
    return task


def _give(work: Work, task: LockedTask, owner_id: int | None, event: str) -> None:
    if task.owner_id == owner_id:
        return
    values = {"owner_id": owner_id, "revision": TASKS.c.revision + 1}
    work.session.execute(update(TASKS).where(TASKS.c.id == task.id).values(values))
    logins = people.logins(work.session, [task.owner_id, owner_id])
    facts = {"subject": task.subject, "from": logins.get(task.owner_id or 0), "to": logins.get(owner_id or 0)}
    events.write(work.session, event, ("task", task.id), facts, work.actor.author())
