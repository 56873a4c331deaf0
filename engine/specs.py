"""A published version as the engine runs it: parsed once, shared by all instances and threads, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from engine.definition import StageDefinition, UserTaskDefinition
from engine.elements import loops


@dataclass(frozen=True, slots=True)
class Start:
    """One way to start a process: at once (`message` None) or by a message, if `condition` holds."""

    message: str | None
    element: str
    condition: str | None = None


@dataclass(frozen=True)
class Specs:
    """One version with everything it calls.

    `tasks` is keyed by (process key, element), `starts` by message name; the plain start stands under the empty name.
    """

    version_id: int
    process_key: str
    version: int
    top: Any
    subprocesses: Mapping[str, Any]
    tasks: Mapping[tuple[str, str], UserTaskDefinition]
    stages: tuple[StageDefinition, ...]
    starts: Mapping[str, Start]

    def __post_init__(self) -> None:
        for spec in (self.top, *self.subprocesses.values()):
            loops.connect(spec)


class SpecSource(Protocol):
    """Where specs come from."""

    def get(self, session: Session, version_id: int) -> Specs:
        """Return the specs of a version."""

    def current(self, session: Session, process_key: str) -> Specs:
        """Return the specs of the version that new instances of a process run on.

        Raises:
            engine.errors.UnknownProcess: there is none.
            engine.errors.ProcessDisabled: the process starts no new instance.
        """
