"""User tasks as the API and the pages show them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from crm.errors import NotFound
from crm.models import Lead, Opportunity, User
from crm.record_types import table_of
from tasks.models import UserTask
from tasks.rights import may_see
from tasks.work import Work

TASKS = table_of(UserTask)
LEADS = table_of(Lead)
OPPORTUNITIES = table_of(Opportunity)
OWNER, REPORTER, COMPLETER = (table_of(User).alias(name) for name in ("owner", "reporter", "completer"))
SHOWN = (
    "id", "subject", "state", "start", "due", "show_in_calendar", "priority", "category", "suggested", "action",
    "stage", "lead_id", "opportunity_id", "contact_id", "account_id", "result", "values", "completed_at", "on_behalf",
    "created_at", "revision",
)  # fmt: skip
SELECT = (
    select(
        TASKS,
        OWNER.c.login.label("owner"),
        OWNER.c.name.label("owner_name"),
        REPORTER.c.login.label("reporter"),
        COMPLETER.c.login.label("completer"),
        COMPLETER.c.name.label("completer_name"),
        LEADS.c.number.label("lead_number"),
        LEADS.c.title.label("lead_title"),
        LEADS.c.contact_name,
        LEADS.c.account_name,
        OPPORTUNITIES.c.name.label("opportunity_name"),
    )
    .outerjoin(OWNER, OWNER.c.id == TASKS.c.owner_id)
    .outerjoin(REPORTER, REPORTER.c.id == TASKS.c.reporter_id)
    .outerjoin(COMPLETER, COMPLETER.c.id == TASKS.c.completed_by)
    .outerjoin(LEADS, LEADS.c.id == TASKS.c.lead_id)
    .outerjoin(OPPORTUNITIES, OPPORTUNITIES.c.id == TASKS.c.opportunity_id)
)

BY_IDS = SELECT.where(TASKS.c.id == func.any(bindparam("b_ids", type_=ARRAY(BigInteger))))


def as_dict(work: Work, task_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return tasks by id, in the order of the ids, in one statement."""
    if not task_ids:
        return []
    rows = work.session.connection().execute(BY_IDS, {"b_ids": list(task_ids)})
    by_id = {row.id: _shown(row) for row in rows}
    return [by_id[task_id] for task_id in task_ids if task_id in by_id]


def one(work: Work, task_id: int) -> dict[str, Any]:
    """Return one task.

    Raises:
        crm.errors.NotFound: there is none, or not for this person.
    """
    found = as_dict(work, [task_id])
    if not found or not may_see(work.session, work.actor, task_id):
        raise NotFound("task", task_id)
    return found[0]


def _shown(row: Any) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in SHOWN}
    shown |= {
        "owner": row.owner,
        "owner_name": row.owner_name,
        "group": ",".join(row.groups) or None,
        "reporter": row.reporter,
        "completed_by": row.completer,
        "completed_by_name": row.completer_name,
        "lead": _lead(row),
        "opportunity_name": row.opportunity_name,
        "process": _process(row),
    }
    return shown


def _lead(row: Any) -> dict[str, Any] | None:
    if row.lead_id is None:
        return None
    return {
        "id": row.lead_id,
        "number": row.lead_number,
        "title": row.lead_title,
        "contact_name": row.contact_name,
        "account_name": row.account_name,
    }


def _process(row: Any) -> dict[str, Any] | None:
    if row.process_key is None:
        return None
    return {"key": row.process_key, "version": row.version, "element": row.element, "sub_process": row.called_key}
