"""Next steps: the open and suggested tasks of a record, and what the model says comes after each result."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine.models import ProcessInstance
from engine.outlook import after
from tasks.inbox import as_dict
from tasks.models import UserTask
from tasks.record_rows import row_of
from tasks.work import Work


def of(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return the open tasks of a record, each with `then`: what follows under each result.

    Shape: `[{task, suggested, then: [{result, name, steps: [{kind, name, element, maybe}]}]}]`.
    """
    row_of(work, record_type, record_id)
    column = UserTask.lead_id if record_type == "lead" else UserTask.opportunity_id
    query = select(UserTask).where(column == record_id, UserTask.state == "open", UserTask.record_type == record_type)
    rows = work.session.scalars(query.order_by(UserTask.suggested, UserTask.due, UserTask.id)).all()
    shown = {task["id"]: task for task in as_dict(work, [row.id for row in rows])}
    return [
        {"task": shown[row.id], "suggested": row.suggested, "then": _still_to_come(then(work, row), row, rows)}
        for row in rows
        if row.id in shown
    ]


def _still_to_come(told: list[dict[str, Any]], row: UserTask, rows: Sequence[UserTask]) -> list[dict[str, Any]]:
    """Leave out what is open already: of several tasks that lead to one, only the first to be done brings it."""
    there = {other.element for other in rows if other.id != row.id}
    return [
        one | {"steps": [step for step in one["steps"] if step["kind"] != "task" or step["element"] not in there]}
        for one in told
    ]


def then(work: Work, row: UserTask) -> list[dict[str, Any]]:
    """Return what follows a task under each of its results; nothing for a task made by hand."""
    if row.instance_id is None or row.called_key is None or row.element is None:
        return []
    version_id = work.session.scalars(
        select(ProcessInstance.version_id).where(ProcessInstance.id == row.instance_id)
    ).one()
    specs = work.app.specs.get(work.session, version_id)
    return after(specs, row.called_key, row.element)
