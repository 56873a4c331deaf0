"""Shapes of the process library."""

from typing import Annotated, Any

from flask_openapi3.models import RawModel
from pydantic import BaseModel, Field, WithJsonSchema

from webui.api.reading import MODEL_TYPES, Body
from webui.api.schemas.described import MOMENT

Moment = Annotated[str, WithJsonSchema(MOMENT)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
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


class StagePath(ProcessPath):
    """The path of a call activity in a draft."""

    element: str


class Process(BaseModel):
    """A process of the library."""

    key: str
    name: str
    kind: str = Field(description="One of lead-management, opportunity, sub-process.")
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
