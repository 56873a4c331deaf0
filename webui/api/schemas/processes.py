"""Shapes of the process library."""

from typing import Annotated, Any

from flask_openapi3.models import RawModel
from pydantic import BaseModel, Field, WithJsonSchema

from webui.api.reading import MODEL_TYPES, Body, Query
from webui.api.schemas.described import MOMENT

Moment = Annotated[str, WithJsonSchema(MOMENT)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
TEXT = r"^(draft|[1-9][0-9]{0,8})$"
MODEL: dict[str, Any] = {"content": {"application/xml": {"schema": {"type": "string"}}}}


class ModelFile(RawModel):
    """A BPMN file."""

    mimetypes: list[str] = list(MODEL_TYPES)  # noqa: RUF012 - as the library declares it


class ProcessPath(BaseModel):
    """The path of a process."""

    key: str


class VersionPath(ProcessPath):
    """The path of a version."""

    number: Number


class Process(BaseModel):
    """A process of the library."""

    key: str
    name: str
    kind: str = Field(description="One of lead-management, opportunity, sub-process, decision.")
    state: str = Field(description="One of draft, published, disabled.")
    active: bool = Field(description="Whether new leads run it.")
    version: int | None = Field(description="The number of the current version.")
    instances: int = Field(description="How many instances run, on any version.")


class Version(BaseModel):
    """A published version, which never changes."""

    number: int
    published_at: Moment
    published_by: str | None
    comment: str | None
    checksum: str = Field(description="SHA-256 of its text.")
    instances: int
    calls: dict[str, int] = Field(description="The id of the version of each process that it calls.")


class ProcessWithVersions(Process):
    """A process with its versions, newest first, and who calls it."""

    revision: int = Field(description="That of the draft.")
    has_draft: bool
    origin: str
    versions: list[Version]
    called_by: list[str]


class Copy(Body):
    """Key and name of a copy."""

    key: str
    name: str


class Publication(Body):
    """What to say about a new version."""

    comment: str | None = None


class RollBack(Body):
    """The version to go back to."""

    version: Number


class Compared(Query):
    """Which two texts are compared."""

    from_: str | None = Field(default=None, alias="from", pattern=TEXT, description="The current version if left out.")
    to: str = Field(default="draft", pattern=TEXT)


class Difference(BaseModel):
    """One difference."""

    kind: str = Field(description="One of added, removed, renamed, changed, moved.")
    element: str | None
    text: str
    before: str | None
    after: str | None


class Comparison(BaseModel):
    """All differences, those of the drawing only in one."""

    changes: list[Difference]


class NamedVersion(BaseModel):
    """The current version of a process."""

    key: str
    name: str
    version: int


class StageChange(BaseModel):
    """What becomes of a stage; `change` is kept, added or removed."""

    code: str
    name: str
    change: str
    disabled: bool
    leads: int = Field(description="How many active leads stand there.")


class TaskChange(BaseModel):
    """What becomes of a task that people get; `change` is kept, added or removed."""

    stage: str | None
    name: str
    groups: list[str]
    change: str


class RunningVersion(NamedVersion):
    """How many instances run on a version; they stay there."""

    instances: int


class Activation(BaseModel):
    """What would change if a process became the active one."""

    current: NamedVersion | None
    chosen: NamedVersion | None
    stages: list[StageChange]
    tasks: list[TaskChange]
    running: list[RunningVersion]


class Published(BaseModel):
    """The number of the new version."""

    version: int


class ModelProblem(BaseModel):
    """What keeps a draft from being published."""

    element: str | None
    line: int | None
    rule: str
    message: str


class ModelProblems(BaseModel):
    """Everything that keeps a draft from being published; nothing when it may be."""

    problems: list[ModelProblem]
