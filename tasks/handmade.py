"""Tasks made by hand: reminders to oneself or others, which no process waits for and no stage takes away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm import people
from crm.audit import events
from crm.errors import Invalid
from crm.models import Lead, Opportunity
from crm.record_types import name_of
from db import clock
from engine.definition import Choice, FormField
from tasks import notices
from tasks.forms.choices import Choices
from tasks.forms.fields import read_all
from tasks.models import UserTask
from tasks.record_rows import editable_row_of
from tasks.work import Work

PRIORITIES = (Choice("low", "Low"), Choice("medium", "Medium"), Choice("high", "High"))
FIELDS = (
    FormField("subject", "Subject", "text", required=True),
    FormField("owner", "Owner", "user"),
    FormField("due", "Due", "datetime"),
    FormField("priority", "Priority", "choice", choices=PRIORITIES),
    FormField("category", "Category", "text", max_length=60),
    FormField("show_in_calendar", "Show in calendar", "boolean"),
)


def create(work: Work, record_type: str, record_id: int, values: Mapping[str, Any]) -> int:
    """Put a task for a lead or an opportunity on somebody's list, one's own by default; return its id.

    Raises:
        crm.errors.Invalid, crm.errors.NotAllowed, crm.errors.NotFound, crm.errors.StateForbids.
    """
    row = editable_row_of(work, record_type, record_id)
    accepted = read_all(FIELDS, values, Choices(work.session))
    owner = accepted.pop("owner", None) or work.actor.login
    owner_id = people.id_of(work.session, owner)
    if owner_id is None:
        raise Invalid({"owner": ["There is no such user."]})
    task = _task(work, row, accepted, owner_id)
    work.session.add(task)
    work.session.flush()
    facts = {"subject": task.subject, "owner": owner, record_type: record_id}
    events.write(work.session, "created", ("task", task.id), facts, work.actor.author())
    if owner_id != work.actor.id:
        notices.assigned(work.session, owner_id, task.id, task.subject, work.actor.id)
    return task.id


def _task(work: Work, row: Lead | Opportunity, accepted: Mapping[str, Any], owner_id: int) -> UserTask:
    given = {name: value for name, value in accepted.items() if name != "due" and value is not None}
    due = accepted.get("due")
    return UserTask(
        **given,
        due=datetime.fromisoformat(due) if due else None,
        owner_id=owner_id,
        reporter_id=work.actor.id,
        start=clock.now(),
        stage=row.stage,
        record_type=name_of(type(row)),
        lead_id=row.id if isinstance(row, Lead) else row.lead_id,
        opportunity_id=row.opportunity_id if isinstance(row, Lead) else row.id,
        contact_id=row.contact_id,
        account_id=row.account_id,
    )
