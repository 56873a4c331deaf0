"""Who may work on a user task, and when it can be worked on at all."""

from typing import Protocol

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from crm import lookups, rights
from crm.errors import NotAllowed, NotFound
from crm.models import User
from crm.people import Actor
from crm.record_types import table_of
from tasks.errors import TaskAlreadyCompleted, TaskCancelled
from tasks.locks import LockedTask
from tasks.models import UserTask

TASKS = table_of(UserTask)
RECORDS = {"lead": TASKS.c.lead_id, "opportunity": TASKS.c.opportunity_id}
MAY_WORK_ON_ALL = frozenset({"crm_manager", "crm_admin", "admin"})


class Assigned(Protocol):
    """A task as far as rights need it."""

    @property
    def owner_id(self) -> int | None:
        """Who has it."""

    @property
    def groups(self) -> list[str]:
        """Codes of the roles that may do it."""


def may_work(actor: Actor, task: Assigned) -> bool:
    """Say whether a person may complete a task: its owner, a member of its group, or a manager or administrator."""
    return (
        task.owner_id == actor.id
        or bool(actor.roles.intersection(task.groups))
        or bool(actor.roles.intersection(MAY_WORK_ON_ALL))
    )


def may_give(actor: Actor, task: Assigned) -> bool:
    """Say whether a person may give a task away: its owner, or a manager or administrator.

    A task that nobody has may be given to somebody by all who may work on it.
    """
    if task.owner_id is None:
        return may_work(actor, task)
    return task.owner_id == actor.id or bool(actor.roles.intersection(MAY_WORK_ON_ALL))


def visible(actor: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions under which a person sees tasks: their own, and those of all records that they may see."""
    mine = TASKS.c.owner_id == actor.id
    if not rights.may(actor, "read", "lead"):
        return [mine]
    return [] if rights.sees_all(actor) else [or_(mine, *(_of_seen(actor, name) for name in RECORDS))]


def _of_seen(actor: Actor, record_type: str) -> ColumnElement[bool]:
    model = rights.MODELS[record_type]
    seen = RECORDS[record_type].in_(select(model.id).where(rights.visible(actor, model)))
    return and_(TASKS.c.record_type == record_type, seen)


def of_inactive() -> ColumnElement[bool]:
    """Return the condition that a task's record is inactive, hence that nobody can work on it."""
    return or_(*(_of_switched_off(record_type) for record_type in RECORDS))


def _of_switched_off(record_type: str) -> ColumnElement[bool]:
    model = rights.MODELS[record_type]
    column = func.coalesce(RECORDS[record_type], 0)
    return and_(TASKS.c.record_type == record_type, column.in_(select(model.id).where(model.active.is_(False))))


def may_see(session: Session, actor: Actor, task_id: int) -> bool:
    """Say whether a person may see a task: the same rule as `visible`."""
    conditions = visible(actor)
    return not conditions or session.scalar(select(TASKS.c.id).where(TASKS.c.id == task_id, *conditions)) is not None


def require_sight(session: Session, actor: Actor, task_id: int) -> None:
    """Refuse a task that a person may not see, as if it were not there.

    Raises:
        crm.errors.NotAllowed: the person sees no tasks but their own.
        crm.errors.NotFound: there is no such task, or not for this person.
    """
    if not may_see(session, actor, task_id):
        rights.require(actor, "read", "lead")
        raise NotFound("task", task_id)


def require_worker(actor: Actor, task: LockedTask, deed: str) -> None:
    """Refuse whoever may not work on the task; `deed` is what they tried: complete, claim, release, delegate."""
    if not may_work(actor, task):
        groups = ", ".join(task.groups) or "nobody else"
        raise NotAllowed(
            f"{deed} the task “{task.subject}”",
            f"it belongs to its owner, to {groups}, and to managers and administrators",
        )


def require_giver(actor: Actor, task: LockedTask, deed: str) -> None:
    """Refuse whoever may not give the task away; `deed` is what they tried: release, delegate."""
    if not may_give(actor, task):
        reason = "it belongs to somebody else; its owner may, and managers and administrators"
        raise NotAllowed(f"{deed} the task “{task.subject}”", reason)


def _stage_name(session: Session, task: LockedTask) -> str | None:
    lookup = "lead-stages" if task.record_type == "lead" else "opportunity-stages"
    return lookups.stage_name(session, task.stage, lookup) if task.stage else None


def require_open(session: Session, task: LockedTask) -> None:
    """Refuse a task that is not open any more, naming who completed it and when."""
    if task.state == "completed" and task.completed_at is not None:
        by = session.execute(select(User.login, User.name).where(User.id == task.completed_by)).one()
        raise TaskAlreadyCompleted(by.login, by.name, task.completed_at)
    if task.state == "cancelled":
        raise TaskCancelled(task.subject, _stage_name(session, task))
