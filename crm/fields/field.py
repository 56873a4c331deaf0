"""The description of one field."""

from dataclasses import dataclass

TEXT_LIMIT, LONG_TEXT_LIMIT = 250, 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field that people and integrations may enter.

    `type` is one of text, long_text, number, money, date, datetime, boolean, choice, lookup, user (a login), record
    (the id of a record of type `record`). `form` narrows a text: email, phone, website, time (of day), time_zone, rate.
    `group` is the heading it stands under in pages, `also` another one under which it is shown too. `at_creation` marks
    a field that later changes by an action only, named there. A `defaulted` field has a value when nothing is entered,
    and cannot be emptied.
    """

    name: str
    label: str
    type: str = "text"
    required: bool = False
    lookup: str | None = None
    record: str | None = None
    form: str | None = None
    max_length: int | None = None
    many: bool = False
    group: str | None = None
    also: str | None = None
    at_creation: str | None = None
    defaulted: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def column(self) -> str:
        """The column that holds the value."""
        return f"{self.name}_id" if self.type == "user" else self.name

    @property
    def limit(self) -> int:
        """How many characters the value may have."""
        return self.max_length or (LONG_TEXT_LIMIT if self.type == "long_text" else TEXT_LIMIT)
