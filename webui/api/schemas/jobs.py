"""Shapes of long jobs."""

from typing import Any

from pydantic import BaseModel, Field

from webui.api.schemas.processes import Moment

ERRORS: dict[str, Any] = {"content": {"text/csv": {"schema": {"type": "string"}}}}


class Job(BaseModel):
    """Work that takes longer than a request."""

    id: int
    kind: str = Field(description="Such as migration.")
    state: str = Field(description="One of queued, running, done, failed, cancelled. What failed is tried again.")
    done: int = Field(description="How many items are dealt with.")
    total: int
    detail: str | None = Field(description="With failed: why.")
    errors_url: str | None = Field(description="Where the items that were left out are listed as CSV; null if none.")
    created_at: Moment
    ended_at: Moment | None
