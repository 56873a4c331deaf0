"""Shapes of the audit log."""

from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from crm.audit.events import ACTIONS
from crm.audit.log import RECORD_TYPES
from webui.api.schemas.common import Id, Page
from webui.api.schemas.settings import Moment


class AuditFilters(Page):
    """What the audit log can be narrowed by."""

    person: str | None = Field(None, description="Login of who did it.")
    record_type: str | None = Field(None, description=f"One of {', '.join(RECORD_TYPES)}.")
    record_id: Id | None = None
    action: str | None = Field(None, description=f"One of {', '.join(ACTIONS)}.")
    since: AwareDatetime | None = Field(None, description="The first moment that counts.")
    until: AwareDatetime | None = Field(None, description="The first moment that counts no more.")
    q: str | None = Field(None, max_length=200, description="A text in fields, values, steps and addresses.")


class AuditEntry(BaseModel):
    """A change or an event; nothing here is ever changed or deleted."""

    id: int
    at: Moment
    actor: str | None = Field(description="Login of who did it; null: nobody, a step of a process by itself.")
    actor_name: str | None
    address: str | None = Field(description="Where the request came from.")
    record_type: str
    record_id: int | None = Field(description="Null for what is about no one record.")
    record_name: str | None
    action: str
    field: str | None = Field(description="The field that changed; null for events.")
    label: str | None
    old: Any
    new: Any = Field(description="The new value; for events, what is worth knowing about them.")
    process_element: str | None
    task_id: int | None
