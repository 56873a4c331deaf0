"""User tasks as rows: what the engine opens and cancels, found again by people in the inbox."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session

from crm.models import Lead, Opportunity, User
from crm.record_types import table_of
from db import clock
from db.prepared import Prepared
from engine.ports import MovedTask, OpenedTask
from tasks import notices
from tasks.models import UserTask

TASKS = table_of(UserTask)
PRIORITIES = ("low", "medium", "high")
PLAIN = (
    "instance_id", "engine_task_id", "process_key", "version", "called_key", "element", "stage", "action", "subject",
    "groups", "reporter_id", "start", "due", "show_in_calendar", "priority", "category", "suggested", "data",
    "created_at", "record_type",
)  # fmt: skip
REFERENCES = ("owner_id", "lead_id", "opportunity_id", "contact_id", "account_id")


def _insert(record: Any, *references: Any) -> Any:
    """Return the statement that opens one task, its references read from its record in the same step."""
    owner = func.coalesce(
        select(User.id).where(User.login == bindparam("b_assignee")).scalar_subquery(),
        bindparam("b_author"),
    )
    plain = [bindparam(f"b_{name}", type_=TASKS.c[name].type) for name in PLAIN]
    fixed = [literal("open"), literal(1), literal(False)]
    source: Select[Any] = select(*(*plain, *fixed, owner, *references)).where(record.c.id == bindparam("b_record"))
    columns = [*PLAIN, "state", "revision", "on_behalf", *REFERENCES]
    opened = insert(TASKS).from_select(columns, source, include_defaults=False)
    return Prepared(opened.returning(TASKS.c.id, TASKS.c.owner_id))


LEADS, OPPORTUNITIES = table_of(Lead), table_of(Opportunity)
OPEN = {
    "lead": _insert(LEADS, LEADS.c.id, LEADS.c.opportunity_id, LEADS.c.contact_id, LEADS.c.account_id),
    "opportunity": _insert(
        OPPORTUNITIES,
        OPPORTUNITIES.c.lead_id,
        OPPORTUNITIES.c.id,
        OPPORTUNITIES.c.contact_id,
        OPPORTUNITIES.c.account_id,
    ),
}
CANCEL = Prepared(
    update(TASKS)
    .where(TASKS.c.engine_task_id == func.any(bindparam("b_tasks")), TASKS.c.state == "open")
    .values(state="cancelled", completed_at=bindparam("b_at"), revision=TASKS.c.revision + 1)
)


MOVE = (
    update(TASKS)
    .where(TASKS.c.engine_task_id == bindparam("b_task"), TASKS.c.state == "open")
    .values({name: bindparam(f"b_{name}") for name in ("version", "called_key", "element", "subject", "action")})
)


class Inbox:
    """The task list as the engine sees it (`engine.ports.TaskList`)."""

    def open(self, session: Session, tasks: Sequence[OpenedTask]) -> None:
        """Put newly waiting user tasks on the list and tell their owners, unless they caused them themselves."""
        for task in tasks:
            [(task_id, owner_id)] = OPEN[task.record.type].run(session.connection(), _parameters(task))
            if owner_id is not None and owner_id != task.actor_id:
                notices.assigned(session, owner_id, task_id, task.definition.name, task.actor_id)

    def cancel(self, session: Session, instance_id: int, engine_task_ids: Sequence[UUID]) -> None:
        """Take tasks off the list that the process no longer waits for."""
        CANCEL.run(session.connection(), {"b_tasks": list(engine_task_ids), "b_at": clock.now()})

    def move(self, session: Session, tasks: Sequence[MovedTask]) -> None:
        """Have open tasks name the version and the element that they wait at now, and what it is called there."""
        rows = [
            {
                "b_task": task.engine_task_id,
                "b_version": task.version,
                "b_called_key": task.definition.process_key,
                "b_element": task.definition.element,
                "b_subject": task.definition.name,
                "b_action": task.definition.action,
            }
            for task in tasks
        ]
        if rows:
            session.connection().execute(MOVE, rows)


def _parameters(task: OpenedTask) -> dict[str, Any]:
    """Return one row's values. A task for a group alone has no owner until somebody claims it."""
    definition = task.definition
    for_group_only = definition.assignee is None and bool(task.groups)
    priority = (task.priority or "medium").lower()
    return {
        "b_instance_id": task.instance_id,
        "b_engine_task_id": task.engine_task_id,
        "b_process_key": task.process_key,
        "b_version": task.version,
        "b_called_key": definition.process_key,
        "b_element": definition.element,
        "b_stage": task.stage,
        "b_action": definition.action,
        "b_subject": definition.name,
        "b_groups": list(task.groups),
        "b_reporter_id": task.actor_id,
        "b_start": task.stage_entered_at,
        "b_due": task.due,
        "b_show_in_calendar": definition.show_in_calendar,
        "b_priority": priority if priority in PRIORITIES else "medium",
        "b_category": definition.category or "To do",
        "b_suggested": definition.suggested,
        "b_data": dict(task.data),
        "b_created_at": clock.now(),
        "b_record_type": task.record.type,
        "b_assignee": task.assignee,
        "b_author": None if for_group_only else task.actor_id,
        "b_record": task.record.id,
    }
