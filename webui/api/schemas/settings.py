"""Shapes of what administrators keep: settings, lookups, users, incidents; and of notifications."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from crm import lookups
from crm.fields import Field as Described
from webui.api.reading import Body
from webui.api.schemas import described
from webui.api.schemas.common import Id, Page, RecordPath
from webui.api.schemas.described import MOMENT

Moment = Annotated[str, WithJsonSchema(MOMENT)]


ATTRIBUTES = {field.name: field for kind in lookups.KINDS.values() for field in kind.attributes}
LOOKUP_FIELDS = {
    "code": Described("code", "Code; without one it is made from the name"),
    "name": Described("name", "Name"),
    "position": Described("position", "Position", "number"),
    "active": Described("active", "Active", "boolean"),
    **ATTRIBUTES,
}


class Open(BaseModel):
    """A shape that may have more; for lookups, what their values carry beside code and name (`GET /lookups`)."""

    model_config = ConfigDict(extra="allow")


class SettingPath(BaseModel):
    """The path of a setting."""

    code: str


class Setting(BaseModel):
    """The value of a setting; null for none."""

    value: Any


class SettingWithName(Setting):
    """A setting, and what it is about."""

    code: str
    label: str
    help: str


class NewSetting(Body):
    """The value of a setting; null for none."""

    value: Any = Field(description="What the setting takes: a code, a text, or null for none.")


class LookupPath(BaseModel):
    """The path of a lookup."""

    name: str


class LookupValuePath(RecordPath, LookupPath):
    """The path of one value of a lookup."""


class LookupKind(BaseModel):
    """A lookup, and what its values carry beside code and name."""

    name: str
    label: str
    attributes: list[str]


LookupValue = described.described_as(
    "LookupValue",
    {
        "id": {"type": "integer"},
        "lookup": {"type": "string"},
        "code": {"type": "string", "description": "What records refer to."},
        "name": {"type": "string"},
        "position": {"type": "integer"},
        "active": {"type": "boolean", "description": "Whether it may be chosen."},
        "revision": {"type": "integer"},
    },
    base=Open,
)
NewLookupValue = described.body("NewLookupValue", LOOKUP_FIELDS, required=[])
LookupValueChanges = described.body("LookupValueChanges", LOOKUP_FIELDS, required=[])


class User(BaseModel):
    """Somebody who may sign in."""

    id: int
    login: str
    name: str
    email: str | None
    job_title: str | None
    division: str | None
    active: bool
    roles: list[str]
    revision: int


class UserFilters(Page):
    """What the list of users can be narrowed by."""

    active: bool | None = None


class UserChanges(Body):
    """What is to become another of a user."""

    name: str | None = None
    email: str | None = None
    job_title: str | None = None
    division: str | None = Field(None, description="A code of the lookup sales-divisions.")
    active: bool | None = None
    roles: list[str] | None = None
    password: str | None = None


class NewUser(Body):
    """A new user; without a password they cannot sign in."""

    login: str
    name: str
    email: str | None = None
    job_title: str | None = None
    division: str | None = Field(None, description="A code of the lookup sales-divisions.")
    roles: list[str] = Field(default_factory=list)
    password: str | None = None


class NewPassword(Body):
    """The caller's password as it is and as it is to be."""

    current: Annotated[str, Field(max_length=1000)]
    password: Annotated[str, Field(max_length=1000)]


class BrowserSession(BaseModel):
    """A browser in which the caller has signed in."""

    id: int
    address: str | None
    browser: str | None = Field(description="What it calls itself.")
    created_at: Moment
    last_used_at: Moment = Field(description="To the minute.")
    current: bool = Field(description="Whether this call came from it; never so for calls with a token.")


class NotificationFilters(Page):
    """What the list of notifications can be narrowed by."""

    unread: bool = False
    kind: str | None = Field(None, description="Such as assigned, mentioned, overdue.")


class Notification(BaseModel):
    """Something that the caller was told."""

    id: int
    kind: str
    text: str
    link: str | None
    actor: str | None
    actor_name: str | None
    at: Moment
    read_at: Moment | None


class ReadNotifications(Body):
    """Which notifications were read; without ids, all."""

    ids: list[Id] | None = None


class Marked(BaseModel):
    """How many notifications were unread before."""

    marked: int


class Incident(BaseModel):
    """A step of a process that failed."""

    id: int
    instance_id: int
    record_type: str
    record_id: int
    record_name: str | None
    process: str
    element: str
    element_name: str | None
    operation: str
    inputs: dict[str, Any]
    error: str
    at: Moment


class IncidentFilters(Page):
    """The record whose incidents are wanted; all without."""

    lead: Id | None = None
    opportunity: Id | None = None


class Retry(Body):
    """Changed inputs of the operation; without them it is tried as it was."""

    inputs: dict[str, Any] | None = None


class Retried(BaseModel):
    """Whether the process went on; if not, the incident that holds it now."""

    resolved: bool
    incident: Incident | None
