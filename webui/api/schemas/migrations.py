"""Shapes of moving instances from one version to another."""

from pydantic import BaseModel, ConfigDict, Field

from webui.api.reading import Body
from webui.api.schemas.common import Id
from webui.api.schemas.processes import Moment, Number, ProcessPath


class MigrationPath(ProcessPath):
    """The path of a migration."""

    id: Id


class Move(Body):
    """From which version to which, and which elements take the place of others."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    start: Number = Field(alias="from", description="The number of the version that they run on.")
    end: Number = Field(alias="to", description="The number of the version that they are to run on.")
    preview: bool = Field(True, description="Whether to say only what would happen.")
    mapping: dict[str, str] = Field(
        default_factory=dict,
        description="For elements that have another id there: `{old: new}`, each `element` or `process/element`.",
    )


class RecordOfInstance(BaseModel):
    """The record that an instance works for."""

    type: str
    id: int


class CannotMove(BaseModel):
    """An instance that stays, and why."""

    instance: int
    reason: str
    process: str | None = Field(description="The key of the process in which it stands.")
    element: str | None = Field(description="The element at which it stands.")
    record: RecordOfInstance | None


class MappedElement(BaseModel):
    """An element at which instances may stand, and what takes its place; null: nothing does."""

    element: str = Field(description="As `process/element`.")
    name: str
    kind: str
    to: str | None
    standing: int = Field(description="How many instances stand here.")
    candidates: list[str] = Field(description="Elements of its kind there, as `process/element`.")


class Moved(BaseModel):
    """Which instances can be moved, or are being moved, and which stay."""

    can_move: list[int]
    cannot_move: list[CannotMove]
    mapping: list[MappedElement]
    migration: int | None = Field(description="Null for a preview.")
    job: int | None = Field(description="See `GET /jobs/{id}`; null for a preview.")


class Migration(BaseModel):
    """A migration and what became of the instances."""

    model_config = ConfigDict(populate_by_name=True)

    id: int
    job: int
    state: str = Field(description="That of its job.")
    start: int = Field(alias="from")
    end: int = Field(alias="to")
    by: str | None
    at: Moment
    mapping: dict[str, str]
    waiting: int
    moved: int
    refused: int
    undone: int
    kept: int = Field(description="How many were not moved back, since something had happened to them.")


class Undone(BaseModel):
    """Which instances were moved back, and which stay where they were moved to."""

    undone: list[int]
    kept: list[CannotMove]
