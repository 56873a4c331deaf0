"""Shapes of dry runs."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, WithJsonSchema

from webui.api.reading import Body
from webui.api.schemas.common import Choice, FormField, Id
from webui.api.schemas.described import MOMENT
from webui.api.schemas.leads import BarStage, Outlook
from webui.api.schemas.processes import Number
from webui.api.schemas.tasks import NeededField, TaskResult

Moment = Annotated[str, WithJsonSchema(MOMENT)]
MOST_STEPS = 200


class WalkStep(Body):
    """One step; it says exactly one of act, complete, move, start, message, clock."""

    act: str | None = Field(None, description="The code of an action on the record.")
    complete: str | int | None = Field(
        None, description="The element of an open task of the record, or the `id` that a task has in the answer."
    )
    move: str | None = Field(None, description="The code of a stage, as on the workflow bar.")
    start: str | None = Field(None, description="The message by which the process is started; empty for none.")
    message: str | None = Field(None, description="The name of a message that the process waits for.")
    clock: str | None = Field(
        None, description="How long time passes, such as P2D; `next`: until the next timer is due."
    )
    result: str | None = Field(None, description="With complete: the code of a result.")
    values: dict[str, Any] | None = Field(None, description="With act and complete: values of the form's fields.")
    payload: dict[str, Any] | None = Field(None, description="With start and message: what the message carries.")
    on: str | None = Field(None, description="`opportunity`: the step is done to the one that was made of the lead.")
    login: str | None = Field(
        None, alias="as", description="The login of who takes the step, with their rights; without it, with all rights."
    )


class DryRun(Body):
    """What to try, on which record, and the steps to take; nothing of it remains."""

    version: Number | None = Field(None, description="The number of a version; without it, the current one.")
    draft: bool | None = Field(None, description="Try the draft, as if it were published.")
    lead: dict[str, Any] | None = Field(
        None, description="Fields of the made-up record: a lead, or for a process of the kind opportunity such a one."
    )
    copy_of: Id | None = Field(None, description="The id of a record whose fields the made-up one takes.")
    began: Moment | None = Field(
        None, description="When the walk began, from an earlier answer; its clock starts there."
    )
    steps: list[WalkStep] = Field(default_factory=list, max_length=MOST_STEPS)


class WalkedProcess(BaseModel):
    """The process that the record runs: the one that was asked for, or one that calls it."""

    key: str
    name: str
    kind: str


class WalkedRecord(BaseModel):
    """The made-up record as expressions of models see it."""

    type: str
    title: str | None
    values: dict[str, Any]


class WalkTask(BaseModel):
    """A user task that somebody would have to do. `id` is its number within the walk."""

    id: int
    process: str
    element: str
    record: str
    subject: str
    stage: str | None
    due: Moment | None
    priority: str
    category: str
    suggested: bool
    action: str | None
    owner: str | None
    owner_name: str | None
    group: str | None
    fields: list[FormField]
    results: list[TaskResult]
    requires: list[NeededField]
    documentation: str | None
    then: list[Outlook]


class WalkAction(BaseModel):
    """An action that is possible now; `record` says on which of the walk's records."""

    record: str
    code: str
    name: str
    fields: list[FormField]


class WalkTimer(BaseModel):
    """An element that waits for a time."""

    process: str
    element: str
    name: str
    due: Moment


class WalkMessage(BaseModel):
    """A message that an element waits for."""

    record: str
    message: str
    process: str
    element: str
    name: str


class WalkToken(BaseModel):
    """How an element of a diagram is marked: passed, waiting or failed."""

    process: str
    element: str
    state: str
    count: int
    title: str


class WalkDiagram(BaseModel):
    """A process that has a part in the walk; `version` is null for the draft."""

    process: str
    name: str
    version: int | None


class WalkEvent(BaseModel):
    """A row of the history of the walk's instances; `step` 0 is the making of the record."""

    step: int
    at: Moment
    kind: str
    process: str | None
    element: str | None
    name: str | None
    by: str | None
    text: str


class WalkEffect(BaseModel):
    """What would remain if the walk were real: `kind` is created, change, post, mail, notification or operation."""

    step: int
    kind: str
    record: str | None
    element: str | None = Field(description="`process/element` of the step of the process that caused it.")
    text: str
    facts: dict[str, Any] = Field(description="What the kind knows: operation, inputs, outputs; to, subject, body; …")


class WalkProblem(BaseModel):
    """A step of the process that failed; in earnest somebody would have to mend it."""

    process: str
    element: str
    name: str | None
    operation: str
    error: str


class WalkReached(BaseModel):
    """Where a walk stands."""

    process: WalkedProcess
    record: WalkedRecord
    stage: Choice
    stages: list[BarStage]
    ended: bool
    began: Moment
    now: Moment
    values: dict[str, Any] = Field(description="The fields that the record was made with.")
    steps: list[dict[str, Any]] = Field(description="The steps that were taken.")
    open: list[WalkTask]
    actions: list[WalkAction]
    starts: list[str] = Field(description="Messages that start the process, while it does not run.")
    timers: list[WalkTimer]
    messages: list[WalkMessage]
    tokens: list[WalkToken]
    diagrams: list[WalkDiagram]
    trail: list[WalkEvent]
    effects: list[WalkEffect]
    problems: list[WalkProblem]
