"""One user task as its card and its form show it: what to do, why one sees it, and where each result leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm import lookups
from crm.models import Contact, Lead
from engine.definition import UserTaskDefinition
from tasks import drafts, next_steps
from tasks.conditions import may_work, why_not_work
from tasks.forms import presentation
from tasks.locks import record_of
from tasks.models import UserTask
from tasks.record_rows import is_active
from tasks.rights import may_give
from tasks.stages import LOOKUPS
from tasks.work import Work
from webui.pages.form_values import filled
from webui.pages.needed import asked_for
from webui.rendering.texts import role_names

MENU = "menu"


@dataclass(slots=True)
class TaskView:
    """A task with its form. `menu` is the label of the button that offers the results, where the model wants one.

    `then` maps result codes to the steps that follow; `keep` is what addresses carry along (the inbox's view); `onward`
    is where to go from a task that is not open any more; `needed` are fields of its record that have to be filled in first.
    """

    task: dict[str, Any]
    row: UserTask
    menu: str | None
    then: dict[str | None, list[dict[str, Any]]]
    workable: bool
    may_claim: bool
    may_release: bool
    may_delegate: bool
    why: str
    keep: Mapping[str, Any] = field(default_factory=dict)
    result: str | None = None
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    from_draft: bool = False
    contact: Mapping[str, str | None] | None = None
    onward: Mapping[str, Any] | None = None
    needed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def record_type(self) -> str:
        """Type of the record that the task is for."""
        return self.row.record_type

    @property
    def record_id(self) -> int:
        """Id of the record that the task is for."""
        record_id = self.row.lead_id if self.row.record_type == "lead" else self.row.opportunity_id
        assert record_id is not None
        return record_id

    def with_typed(
        self, result: str | None, values: Mapping[str, Any], errors: Mapping[str, list[str]] | None = None
    ) -> "TaskView":
        """Return the view showing what somebody has typed."""
        self.task["fields"] = filled(self.task["fields"], values)
        self.needed = filled(self.needed, values)
        self.result, self.errors = result, errors or {}
        return self


def view_of(work: Work, task_id: int, keep: Mapping[str, Any] | None = None) -> TaskView:
    """Return a task with its form; an open one shows the draft of whoever asks."""
    task = presentation.with_form(work, task_id)
    row = work.session.get_one(UserTask, task_id)
    definition = presentation.definition_of(work, row)
    _name_stage(work, task, row)
    open_, mine = row.state == "open", row.owner_id == work.actor.id
    active = is_active(work.session, record_of(row))
    workable = active and may_work(work, row, definition)
    view = TaskView(
        task=task,
        row=row,
        menu=definition.properties.get(MENU) if definition and task["results"] else None,
        then={step["result"]: step["steps"] for step in next_steps.then(work, row)} if open_ else {},
        workable=open_ and workable,
        may_claim=open_ and workable and row.owner_id is None,
        may_release=open_ and active and row.owner_id is not None and bool(row.groups) and may_give(work.actor, row),
        may_delegate=open_ and active and may_give(work.actor, row),
        why=_why(work, row, definition, mine) if active else "Its record is inactive, hence read-only.",
        keep=keep or {},
        contact=_contact(work, row),
        needed=asked_for(task["requires"]),
    )
    return _with_draft(work, view) if open_ else view


def _name_stage(work: Work, task: dict[str, Any], row: UserTask) -> None:
    stage = lookups.value(work.session, LOOKUPS[row.record_type], row.stage) if row.stage else None
    task["stage_name"] = stage.name if stage else None
    task["stage_colour"] = stage.attributes.get("colour") if stage else None
    task["record_type"] = row.record_type
    task["result_name"] = next((r["name"] for r in task["results"] if r["code"] == row.result), row.result)


def _with_draft(work: Work, view: TaskView) -> TaskView:
    draft = drafts.of(work, view.row.id)
    if draft is None:
        return view
    view.from_draft = True
    return view.with_typed(draft.result, draft.values)


def _contact(work: Work, row: UserTask) -> dict[str, str | None] | None:
    """Return how to reach the customer: as the contact says, else as the lead does."""
    contact = work.session.get(Contact, row.contact_id) if row.contact_id else None
    reached = contact or (work.session.get(Lead, row.lead_id) if row.lead_id else None)
    if reached is None:
        return None
    return {"phone": reached.mobile_phone or reached.business_phone, "email": reached.email}


def _why(work: Work, row: UserTask, definition: UserTaskDefinition | None, mine: bool) -> str:
    groups = sorted(work.actor.roles.intersection(row.groups))
    if definition is not None and definition.allowed_if is not None:
        return _why_by_condition(work, row, definition)
    if mine:
        return "It is yours."
    if groups:
        owner = "nobody has claimed it yet" if row.owner_id is None else "it has another owner"
        return f"It is open to your group ({role_names(groups)}); {owner}."
    return (
        "You see it as somebody who looks after all tasks."
        if may_work(work, row, definition)
        else "It is not yours to do."
    )


def _why_by_condition(work: Work, row: UserTask, definition: UserTaskDefinition) -> str:
    reason = why_not_work(work, row, definition)
    return "Its model lets you do it." if reason is None else f"You may not do it: {reason}."
