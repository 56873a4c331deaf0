"""Shapes of the stages of a process."""

from pydantic import BaseModel, Field

from webui.api.reading import Body
from webui.api.schemas.processes import ProcessPath


class StagePath(ProcessPath):
    """The path of a call activity in a draft."""

    element: str


class ProcessStage(BaseModel):
    """A stage in the draft of a process."""

    element: str = Field(description="The id of its element in the model.")
    code: str
    name: str
    called: str | None = Field(description="The key of its sub-process; null for a stage without work.")
    disabled: bool = Field(description="Whether the flow passes through it.")


class Move(Body):
    """A move from one stage to another, by their codes."""

    start: str = Field(alias="from")
    end: str = Field(alias="to")


class NewStage(Body):
    """A stage to be added."""

    name: str
    code: str | None = Field(default=None, description="Made of the name when it is left out.")
    copy_of: str = Field(description="The stage whose sub-process is copied, by its code or element.")
    after: str | None = Field(default=None, description="The stage behind which it comes; else the one that is copied.")
    moves: list[Move] | None = Field(
        default=None, description="Moves from and to it; those of the copied stage when left out."
    )


class NewMoves(Body):
    """All moves between the stages of a process."""

    moves: list[Move]


class Moves(BaseModel):
    """The moves that are available between the stages of a process."""

    moves: list[Move]
