"""The parts of the engine's surroundings that differ in a sandbox: operations are noted down, jobs are never made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.advance import Advance, StepsBack
from engine.errors import BusinessError, OperationFailed
from engine.host import Host
from engine.ports import Call, Operations, Signature
from engine.specs import SpecSource


@dataclass(frozen=True, slots=True)
class Carried:
    """An operation that was carried out, or failed."""

    call: Call
    operation: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    error: str | None = None


@dataclass(slots=True)
class RecordingOperations:
    """Carries operations out, and notes down each (`engine.ports.Operations`)."""

    real: Operations
    carried: list[Carried] = field(default_factory=list)

    def call(self, name: str, inputs: dict[str, Any], call: Call) -> dict[str, Any]:
        """Carry out an operation; errors as they come."""
        try:
            outputs = self.real.call(name, inputs, call)
        except (OperationFailed, BusinessError) as error:
            self.carried.append(Carried(call, name, inputs, {}, str(error)))
            raise
        self.carried.append(Carried(call, name, inputs, outputs))
        return outputs

    def signature(self, name: str) -> Signature | None:
        """Return what an operation takes and gives."""
        return self.real.signature(name)

    def names(self) -> Sequence[str]:
        """Return the names of all operations."""
        return self.real.names()


class NoJobs:
    """Defers nothing: in a sandbox the clock is moved by hand (`engine.ports.Jobs`)."""

    def at(self, session: Session, when: datetime, instance_id: int) -> None:
        """Leave the timer to whoever moves the clock."""


class RecordingHost(Host):
    """A host whose record of operations leaves out the attempts that the engine itself takes back."""

    def __init__(self, real: Host, specs: SpecSource) -> None:
        self.recorded = RecordingOperations(real.operations)
        super().__init__(specs, self.recorded, real.task_list, real.records, NoJobs(), real.step_limit)

    def _twice(self, attempt: Callable[..., Advance]) -> Advance:  # type: ignore[override]
        before = len(self.recorded.carried)
        try:
            return attempt(carefully=False)
        except StepsBack:
            del self.recorded.carried[before:]
            return attempt(carefully=True)
