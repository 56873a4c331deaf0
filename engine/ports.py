"""What the engine asks of the layer above: operations to call, a list to put user tasks on, names for expressions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from engine.definition import UserTaskDefinition


class RecordKey(NamedTuple):
    """The record that an instance works for: `("lead", 1042)`."""

    type: str
    id: int


@dataclass(frozen=True, slots=True)
class Call:
    """The circumstances in which a service task calls an operation."""

    session: Session
    record: RecordKey
    instance_id: int
    process_key: str
    element: str
    element_name: str
    actor_id: int | None
    outbox: list["Message | StartRequest"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message for another instance, delivered in the same transaction once the sender is saved."""

    record: RecordKey
    name: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A process to start for another record, in the same transaction once the sender is saved.

    Nothing happens when the record has a running instance already, or the process is unknown or disabled.
    """

    record: RecordKey
    process_key: str
    message: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A user task that has begun to wait, with its model's expressions already evaluated.

    `assignee` and `groups` are what the model's expressions gave (logins, group codes); times are aware UTC.
    """

    engine_task_id: UUID
    instance_id: int
    record: RecordKey
    process_key: str
    version: int
    definition: UserTaskDefinition
    data: Mapping[str, Any]
    assignee: str | None
    groups: tuple[str, ...]
    due: datetime | None
    priority: str | None
    stage: str | None
    stage_entered_at: datetime
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class MovedTask:
    """An open user task whose instance goes on in another version; there, its element may have another id."""

    engine_task_id: UUID
    version: int
    definition: UserTaskDefinition


class Operations(Protocol):
    """The operations that service tasks name."""

    def call(self, name: str, inputs: dict[str, Any], call: Call) -> dict[str, Any]:
        """Carry out operation `name` and return its outputs.

        Raises:
            engine.errors.OperationFailed: it could not be done; the instance stops there as an incident.
            engine.errors.BusinessError: an error the model may catch by its code.
        """

    def signature(self, name: str) -> "Signature | None":
        """Return what operation `name` takes and gives, or None when there is no such operation."""

    def names(self) -> Sequence[str]:
        """Return the names of all operations, sorted."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Inputs and outputs of an operation; `open_inputs` means that further inputs are taken as they come.

    Inputs that are chosen: `lookups` name the lookup, `processes` the kind of process, `choices` the codes themselves.
    """

    required: frozenset[str] = field(default_factory=frozenset)
    optional: frozenset[str] = field(default_factory=frozenset)
    outputs: frozenset[str] = field(default_factory=frozenset)
    open_inputs: bool = False
    lookups: Mapping[str, str] = field(default_factory=dict)
    processes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)


class TaskList(Protocol):
    """Where user tasks are put for people to find."""

    def open(self, session: Session, tasks: Sequence[OpenedTask]) -> None:
        """Put newly waiting user tasks on the list."""

    def cancel(self, session: Session, instance_id: int, engine_task_ids: Sequence[UUID]) -> None:
        """Take user tasks off the list that the process no longer waits for."""

    def move(self, session: Session, tasks: Sequence[MovedTask]) -> None:
        """Have open user tasks follow their instance to another version; owner, due time and drafts stay."""


class Records(Protocol):
    """Names that expressions may use beside the instance's own data."""

    def names(self, session: Session, record: RecordKey, actor_id: int | None) -> Mapping[str, Any]:
        """Return the names: each value is JSON-like data, or a function without arguments that loads it on first use.

        Shipped: `lead` or `opportunity` (the record as the API shows it), `actor` (login of who caused this step).
        """


class Jobs(Protocol):
    """Deferred work, in the caller's transaction."""

    def at(self, session: Session, when: datetime, instance_id: int) -> None:
        """Have `engine.host.Host.fire_timers` called for the instance at `when`."""


class Vocabulary(Protocol):
    """The words of the records that a model may use; a model that uses others is not published."""

    def lookups(self) -> frozenset[str]:
        """Return the names of all lookups."""

    def codes(self) -> Mapping[str, frozenset[str]]:
        """Return for each lookup the codes that may be chosen."""

    def stages(self, kind: str) -> frozenset[str]:
        """Return the codes of the stages that a process of a kind may name; all of them for a sub-process."""

    def roles(self) -> frozenset[str]:
        """Return the codes of all roles: the groups of tasks, and who may see a field or choose a result."""

    def names(self) -> frozenset[str]:
        """Return the names that expressions may use beside the instance's data: `lead`, `actor` and so on."""

    def fields(self) -> Mapping[str, frozenset[str]]:
        """Return what each of these names that is a record has: `owner`, `stage` and so on."""

    def logins(self) -> frozenset[str]:
        """Return the logins of the people to whom tasks can be given."""
