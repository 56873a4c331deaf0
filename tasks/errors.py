"""Everything the task layer refuses. Constructors take facts; texts are made here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any


class TaskError(Exception):
    """Root of the task layer's errors."""


class TaskAlreadyCompleted(TaskError):
    """Somebody else was faster, or the same person clicked twice; `by` is their login."""

    def __init__(self, by: str, name: str, at: datetime) -> None:
        self.by, self.name, self.at = by, name, at
        super().__init__(f"This task was already completed by {name} at {at:%Y-%m-%d %H:%M} UTC.")


class TaskCancelled(TaskError):
    """The process no longer waits for the task: its stage was left."""

    def __init__(self, subject: str, stage: str | None) -> None:
        self.subject, self.stage = subject, stage
        left = f" when the stage “{stage}” was left" if stage else ""
        super().__init__(f"The task “{subject}” was cancelled{left}.")


class TaskTaken(TaskError):
    """The task already has an owner."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(f"This task already belongs to {by}; ask them to release or delegate it.")


class UnknownAction(TaskError):
    """No such action exists for this kind of record."""

    def __init__(self, record_type: str, code: str, known: list[str]) -> None:
        self.record_type, self.code, self.known = record_type, code, known
        super().__init__(f"There is no action “{code}” for a {record_type}; there are {', '.join(known)}.")


class ProcessNotFit(TaskError):
    """A setting names a process that cannot play that part."""

    def __init__(self, key: str, reason: str) -> None:
        self.key, self.reason = key, reason
        super().__init__(f"Process “{key}” cannot be chosen: {reason}.")


class DemoRefused(TaskError):
    """Demo data brings users with a published password."""

    def __init__(self) -> None:
        super().__init__("Demo data is refused in production: the password of its users is published.")


class NotWalkable(TaskError):
    """A dry run needs a process that works for records, or one that calls what is to be tried."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"“{key}” runs only within a process that calls it, and no published process does yet.")


class StepImpossible(TaskError):
    """A step of a dry run or of a scenario cannot be taken at all."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"This step cannot be taken: {reason}.")


class StepRefused(TaskError):
    """A step of a dry run was refused; `reached` is what the steps before it led to. Step 0 is the record itself."""

    def __init__(self, number: int, reason: str, errors: Mapping[str, Sequence[str]], reached: Any) -> None:
        self.number, self.reason, self.errors, self.reached = number, reason, errors, reached
        super().__init__(f"Step {number} was refused: {reason}" if number else f"The record was refused: {reason}")


class ScenarioFailed(TaskError):
    """Something did not come about that a scenario expects after a step."""

    def __init__(self, number: int, name: str, expected: Any, found: Any) -> None:
        self.number, self.name, self.expected, self.found = number, name, expected, found
        super().__init__(f"step {number}: expected {name} {expected!r}, found {found!r}")


class ScenariosUnreadable(TaskError):
    """A file of scenarios does not hold what processes/README.md asks for."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: these are no scenarios: {reason}.")
