"""The shape of a refusal."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Problem(BaseModel):
    """A refusal after RFC 9457; beyond the five standard members each `type` has facts of its own."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Where the kind of problem is explained.")
    title: str
    status: int
    detail: str
    errors: dict[str, list[str]] | None = Field(None, description="With 422: every message, by its field.")
    possible: list[str] | None = Field(None, description="With 409: what the state allows instead.")
    completed_by: str | None = Field(None, description="With 409 of a task: the login of whoever was faster.")
    completed_at: str | None = Field(None, description="With 409 of a task: when that was.")
    problems: list[dict[str, Any]] | None = Field(
        None, description="With 422 of a model: `{element, line, rule, message}` each."
    )
