"""What a model says about its steps, read once per published version and immutable from then on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELD_TYPES = ("text", "long_text", "number", "money", "date", "datetime", "boolean", "choice", "lookup", "user")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice field."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a user task's form.

    `default` is an expression over the instance's data and the record; `required_for` and `results` name result
    codes (None: every result); `roles` limits who sees the field.
    """

    name: str
    label: str
    type: str
    default: str | None = None
    required: bool = False
    read_only: bool = False
    minimum: str | None = None
    maximum: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    choices: tuple[Choice, ...] | None = None
    lookup: str | None = None
    results: tuple[str, ...] | None = None
    required_for: tuple[str, ...] = ()
    roles: tuple[str, ...] | None = None
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One way to complete a user task; `roles` limits who may choose it (None: everyone who may complete)."""

    code: str
    name: str
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class UserTaskDefinition:
    """A user task as modelled. Expressions (`assignee`, `due`, …) are kept as written.

    `requires` names fields of the record that must be filled in before the task can be completed; `requires_for` those
    that a result needs besides. `allowed_if` is a condition on who acts, `allowed_hint` that condition in words: such a task
    is for those of its groups who meet it and for nobody else. Among the fields of an action, the result stands as
    `result_name`.
    """

    element: str
    process_key: str
    name: str
    fields: tuple[FormField, ...] = ()
    results: tuple[Result, ...] = ()
    assignee: str | None = None
    groups: tuple[str, ...] = ()
    due: str | None = None
    priority: str | None = None
    category: str | None = None
    show_in_calendar: bool = False
    suggested: bool = False
    action: str | None = None
    allowed_if: str | None = None
    allowed_hint: str | None = None
    result_name: str = "result"
    result_label: str = "Result"
    requires: tuple[str, ...] = ()
    requires_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    documentation: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    def needs(self, result: str | None) -> tuple[str, ...]:
        """Return the fields of the record that the task needs before it can be completed with a result."""
        return tuple(dict.fromkeys((*self.requires, *self.requires_for.get(result or "", ()))))


@dataclass(frozen=True, slots=True)
class StageDefinition:
    """A stage that the model carries: the flow node marked with it, and the process that node calls, if any."""

    code: str
    element: str
    name: str
    called: str | None = None
    disabled: bool = False
