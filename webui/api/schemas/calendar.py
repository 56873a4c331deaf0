"""Shapes of the calendar."""

from typing import Annotated

from pydantic import BaseModel, Field

from tasks.calendar.entries import KINDS
from webui.api.reading import Body, Query
from webui.api.schemas.common import RecordPath
from webui.api.schemas.settings import Moment

Given = Annotated[str, Field(description="Date and time with Z or an offset, such as 2031-05-14T09:00:00Z.")]


class SpanAsked(Query):
    """From when to when, and whose; at most 400 days."""

    since: Given
    until: Given
    everybody: bool = Field(default=False, description="Entries of all whose records the caller may see.")


class EntryPath(RecordPath):
    """The path of an entry of the calendar."""

    kind: Annotated[str, Field(description=f"One of {', '.join(KINDS)}.")]


class NewTime(Body):
    """When an entry is to take place."""

    at: Given


class CalendarEntry(BaseModel):
    """One line of the calendar."""

    kind: str
    id: int
    title: str
    about: str | None = Field(description="Name of the record, where the title does not say so.")
    at: Moment
    minutes: int
    owner_name: str | None
    path: str = Field(description="Path of the page that it leads to.")
    movable: bool


class Calendar(BaseModel):
    """What stands in a calendar, by time."""

    items: list[CalendarEntry]
