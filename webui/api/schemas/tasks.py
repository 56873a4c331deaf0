"""Shapes of user tasks."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, WithJsonSchema

from webui.api.reading import Body
from webui.api.schemas.common import FormField, Id, Page
from webui.api.schemas.described import MOMENT

Moment = Annotated[str, WithJsonSchema(MOMENT)]


class TaskFilters(Page):
    """What the list of tasks can be narrowed by."""

    lead: Id | None = Field(None, description="The id of a lead.")
    opportunity: Id | None = Field(None, description="The id of an opportunity.")
    state: str | None = Field(None, description="One of open, completed, cancelled.")
    mine: bool | None = Field(None, description="Whether the caller owns it.")
    group: str | None = Field(None, description="The code of a role.")
    owner: str | None = Field(None, description="A login.")
    due: str | None = Field(None, description="One of overdue, today, week (open tasks unless a state is given), none.")
    process: str | None = Field(None, description="The key of a process.")
    stage: str | None = Field(None, description="The code of a stage.")
    priority: str | None = Field(None, description="One of low, medium, high.")
    of: str | None = Field(None, description="lead or opportunity: whose process asks for it.")
    suggested: bool | None = None
    q: str | None = Field(None, description="Part of the subject, or of the lead's title, contact or account.")
    view: str | None = Field(None, description="One of mine, groups, overdue, today, week, all, completed.")


class TasksOfRecord(Page):
    """What the list of a record's tasks can be narrowed by."""

    state: str | None = Field(None, description="One of open, completed, cancelled.")
    of: str | None = Field(None, description="lead or opportunity: whose process asks for it.")
    suggested: bool | None = None


class NewTask(Body):
    """A task made by hand; the caller owns it unless somebody else is named."""

    subject: str
    owner: str | None = Field(None, description="A login.")
    due: Moment | None = None
    priority: str | None = Field(None, description="One of low, medium, high.")
    category: str | None = None
    show_in_calendar: bool | None = None


class Completion(Body):
    """The result of a task and the values of its form."""

    result: str | None = None
    values: dict[str, Any] = Field(default_factory=dict)


class Draft(Completion):
    """What was typed into a form and is not handed in yet."""


class Delegation(Body):
    """Who is to do a task."""

    to: str = Field(description="A login.")


class TaskProcess(BaseModel):
    """Where a task comes from."""

    key: str
    version: int
    element: str
    sub_process: str | None


class LeadOfTask(BaseModel):
    """The lead that a task is about."""

    id: int
    number: int
    title: str
    contact_name: str | None
    account_name: str | None


class Task(BaseModel):
    """A user task."""

    id: int
    subject: str
    state: str
    owner: str | None
    owner_name: str | None
    group: str | None
    reporter: str | None
    start: Moment
    due: Moment | None
    show_in_calendar: bool
    priority: str
    category: str
    suggested: bool
    action: str | None
    stage: str | None
    lead_id: int | None
    opportunity_id: int | None
    contact_id: int | None
    account_id: int | None
    lead: LeadOfTask | None
    opportunity_name: str | None
    process: TaskProcess | None
    result: str | None
    values: dict[str, Any] | None
    completed_by: str | None
    completed_by_name: str | None
    completed_at: Moment | None
    on_behalf: bool
    created_at: Moment
    revision: int


class TaskResult(BaseModel):
    """One way to complete a task."""

    code: str
    name: str
    fields: list[FormField]


class NeededField(FormField):
    """A field of the record that has to be filled in before the task can be completed."""

    missing: bool = Field(description="Whether the record lacks it still.")


class TaskWithForm(Task):
    """A user task with the form that completes it, and the fields of its record that this needs."""

    fields: list[FormField]
    results: list[TaskResult]
    requires: list[NeededField]
    documentation: str | None
