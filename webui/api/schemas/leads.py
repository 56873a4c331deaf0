"""Shapes of leads and opportunities, and of what hangs on them."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from tasks import record_mails
from tasks.calendar import meetings
from webui.api.reading import Body
from webui.api.schemas import described
from webui.api.schemas.common import FormField, Id
from webui.api.schemas.described import MOMENT, nullable
from webui.api.schemas.tasks import NeededField, Task

Moment = Annotated[str, WithJsonSchema(MOMENT)]
PROCESS = nullable(
    {
        "type": "object",
        "description": "The process that the record runs, or ran last.",
        "properties": {
            "key": {"type": "string"},
            "name": {"type": "string"},
            "version": {"type": "integer"},
            "instance_id": {"type": "integer"},
            "status": {"type": "string", "enum": ["running", "incident", "completed", "cancelled"]},
        },
        "required": ["key", "name", "version", "instance_id", "status"],
    }
)
STAGE = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "name": {"type": "string"}},
    "required": ["code", "name"],
}

LEAD = described.answer("lead", stage=STAGE, process=PROCESS)
OPPORTUNITY = described.answer("opportunity", process=PROCESS)
NewActivity = described.body("NewActivity", meetings.FIELDS)
NewMail = described.body("NewMail", record_mails.FIELDS)


class Action(BaseModel):
    """What the caller may do with a record now."""

    code: str
    name: str
    fields: list[FormField]
    requires: list[NeededField] = Field([], description="Fields that the record needs first, if it is a user task.")
    task_id: int | None = Field(None, description="The user task that the action completes, if it is one.")


class ActionValues(Body):
    """The fields of an action, by name."""

    model_config = ConfigDict(extra="allow")


class BarStage(BaseModel):
    """A stage of the workflow bar; `state` is current, done, skipped or ahead."""

    code: str
    name: str
    tip: str | None
    colour: str | None
    final: bool
    state: str
    possible: bool = Field(description="Whether the record may be moved there now.")


class Step(BaseModel):
    """A step that may follow."""

    kind: str
    name: str
    element: str
    maybe: bool


class Outlook(BaseModel):
    """What comes next under one result."""

    result: str | None
    name: str | None
    steps: list[Step]


class NextStep(BaseModel):
    """An open or suggested task, and what comes after it."""

    task: Task
    suggested: bool
    then: list[Outlook]


class NewPost(Body):
    """A post on the feed; @login mentions somebody."""

    text: str


class Post(BaseModel):
    """A post on the feed."""

    id: int
    record_type: str
    record_id: int
    text: str
    author: str | None
    author_name: str | None
    process_element: str | None
    mentions: list[str]
    at: Moment


class Change(BaseModel):
    """One changed field of a record."""

    id: int
    at: Moment
    actor: str | None
    actor_name: str | None
    field: str
    label: str
    old: Any
    new: Any
    old_name: str | None
    new_name: str | None
    process_element: str | None
    task_id: int | None


class Activity(BaseModel):
    """A call, e-mail or meeting."""

    id: int
    record_type: str
    record_id: int
    kind: str
    direction: str | None
    subject: str
    body: str | None
    participants: str | None
    at: Moment
    duration_minutes: int | None
    invited: str | None = Field(description="Addresses that were invited to a meeting.")
    cancelled_at: Moment | None = Field(description="When a meeting was called off.")
    mail_id: int | None
    author: str | None
    author_name: str | None


class SimilarContact(BaseModel):
    """A contact like the one that a lead names."""

    id: Id
    name: str
    job_title: str | None
    email: str | None
    mobile_phone: str | None
    account_id: int | None
    account_name: str | None
    reason: str


class SimilarAccount(BaseModel):
    """An account like the one that a lead names."""

    id: Id
    name: str
    country: str | None
    website: str | None
    phone: str | None
    reason: str
