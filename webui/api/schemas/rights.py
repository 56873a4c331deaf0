"""Shapes of the matrix of rights."""

from pydantic import BaseModel, Field

from webui.api.reading import Query

WHY = "Why not; null: the role may."


class RightsFilters(Query):
    """Whose leads are asked about."""

    process: str | None = Field(None, description="Key of a process; without it, every published one for leads.")


class Scope(BaseModel):
    """How far a role sees."""

    role: str
    scope: str = Field(description="own, division or all; the setting record-visibility changes it.")


class Refusals(BaseModel):
    """The answers that a role is given in one stage."""

    own: str | None = Field(description=f"For a lead of one's own. {WHY}")
    others: str | None = Field(description=f"For a lead of somebody else. {WHY}")
    nobodys: str | None = Field(description=f"For a lead without owner. {WHY}")
    inactive: str | None = Field(description=f"For an inactive lead of one's own. {WHY}")


class RightsCell(BaseModel):
    """What a role may do in a stage."""

    stage: str
    role: str
    refusals: Refusals


class RightsOfAction(BaseModel):
    """Who may carry out one action."""

    code: str
    name: str
    cells: list[RightsCell]


class StageName(BaseModel):
    """A stage of a process."""

    code: str
    name: str


class RightsOfProcess(BaseModel):
    """What may be done with the leads of one process."""

    key: str
    name: str
    version: int
    stages: list[StageName]
    actions: list[RightsOfAction]


class Rights(BaseModel):
    """Who sees and who may do what, as it is enforced."""

    visibility: list[Scope]
    processes: list[RightsOfProcess]
