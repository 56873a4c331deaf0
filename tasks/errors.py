"""Everything the task layer refuses. Constructors take facts; texts are made here."""

from datetime import datetime


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
