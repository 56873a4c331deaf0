"""Shapes that several resources share."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from webui.api.reading import Query

LARGEST_ID = 2**63 - 1
DEFAULT_LIMIT, LARGEST_LIMIT = 50, 500

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class RecordPath(BaseModel):
    """The path of one record."""

    id: Id


class ActionPath(RecordPath):
    """The path of one action on a record."""

    code: str


class Page(Query):
    """Which part of a list is wanted."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="How many items at most.")
    cursor: str | None = Field(None, description="`next_cursor` of the page before.")

    def filters(self) -> dict[str, Any]:
        """Return the parameters that narrow the list."""
        return {name: value for name, value in self.given().items() if name not in ("limit", "cursor")}


class Choice(BaseModel):
    """One value of a field that offers a choice."""

    code: str
    name: str


class FormField(BaseModel):
    """A field to be filled in."""

    name: str
    label: str
    type: str = Field(
        description="One of text, long_text, number, money, date, datetime, boolean, choice, lookup, user."
    )
    required: bool
    value: Any = Field(description="What it comes filled in with.")
    choices: list[Choice] | None
    results: list[str] | None = Field(description="Codes of the results it is asked for; null: all.")
    read_only: bool


class ProcessOfRecord(BaseModel):
    """The process that a record runs."""

    key: str
    version: int
    instance_id: int
