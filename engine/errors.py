"""Everything the engine refuses. Constructors take facts; texts are made here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a model cannot be published: where it is, which rule it breaks and what to do."""

    element: str | None
    line: int | None
    rule: str
    message: str


class EngineError(Exception):
    """Root of the engine's errors."""


class ModelRefused(EngineError):
    """The model breaks rules; nothing was published."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{first.message}{more}")


class UnknownProcess(EngineError):
    """No process of that key is in the library, or it has no published version."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is no published process “{key}”.")


class UnknownVersion(UnknownProcess):
    """A process has no version of that number, no current one, or no draft; `which` says what was asked for."""

    def __init__(self, key: str, which: str) -> None:
        self.key, self.which = key, which
        Exception.__init__(self, f"There is no {which} of the process “{key}”.")


class AlreadyCurrent(EngineError):
    """The version to go back to is the current one."""

    def __init__(self, key: str, number: int) -> None:
        self.key, self.number = key, number
        super().__init__(f"Version {number} of “{key}” is the current one already; nothing was published.")


class UnknownElement(EngineError):
    """The draft has no element of that id."""

    def __init__(self, element: str) -> None:
        self.element = element
        super().__init__(f"The draft has no element “{element}”.")


class ProcessDisabled(EngineError):
    """A disabled process starts no new instance."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"Process “{key}” is disabled; enable it to start new instances.")


class ProcessInUse(EngineError):
    """The process is the active one and cannot be disabled."""

    def __init__(self, key: str, setting: str) -> None:
        self.key, self.setting = key, setting
        super().__init__(f"Process “{key}” is active in the setting “{setting}”; choose another one there first.")


class UnknownInstance(EngineError):
    """There is no process instance of that number."""

    def __init__(self, instance_id: int) -> None:
        self.instance_id = instance_id
        super().__init__(f"There is no process instance {instance_id}.")


class NotWaiting(EngineError):
    """The instance does not wait for this message, task or timer."""

    def __init__(self, instance_id: int, what: str) -> None:
        self.instance_id, self.what = instance_id, what
        super().__init__(f"Process instance {instance_id} is not waiting for {what}.")


class InstanceStopped(EngineError):
    """An incident holds the instance; it has to be retried before anything else can happen."""

    def __init__(self, instance_id: int, element: str, error: str) -> None:
        self.instance_id, self.element, self.error = instance_id, element, error
        super().__init__(f"Process instance {instance_id} stopped at “{element}”: {error}. Retry that step first.")


class TooManySteps(EngineError):
    """The instance made too many steps without waiting for anybody: the model loops."""

    def __init__(self, limit: int, element: str) -> None:
        self.limit, self.element = limit, element
        super().__init__(f"More than {limit} steps without a wait, last at “{element}”: the model loops.")


class UncaughtError(EngineError):
    """The model threw an error that nothing in it catches; the step was not taken."""

    def __init__(self, code: str | None, element: str) -> None:
        self.code, self.element = code, element
        super().__init__(f"The process ended in error “{code or 'unnamed'}” at “{element}”.")


class ExpressionRefused(EngineError):
    """An expression is outside the safe language."""

    def __init__(self, source: str, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"Expression “{source}”: {reason}.")


class ExpressionFailed(EngineError):
    """An expression is well formed but could not be evaluated with the data at hand."""

    def __init__(self, source: str, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"Expression “{source}”: {reason}.")


class OperationFailed(EngineError):
    """An operation could not do its work; the instance stays at that step as an incident."""

    def __init__(self, operation: str, reason: str) -> None:
        self.operation, self.reason = operation, reason
        super().__init__(f"{operation}: {reason}")


class BusinessError(EngineError):
    """An operation failed in a way that the model may catch by an error boundary event with this code."""

    def __init__(self, code: str, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(f"{code}: {reason}")


class ProcessExists(EngineError):
    """The key is taken by another process of the library."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is a process “{key}” already; choose another key.")


class KeyUnfit(EngineError):
    """A process cannot have that key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"“{key[:60]}” cannot be a key: use a letter, then letters, digits, “-”, “_” or “.”, 100 at most."
        )


class NameUnfit(EngineError):
    """A process or stage cannot have that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name[:60]!r} cannot be a name: it holds a character that no model can; leave that out.")


class ProcessPublished(EngineError):
    """A process that was ever published stays, because instances and other processes refer to its versions."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"Process “{key}” has been published and cannot be deleted; disable it instead.")


class DraftChanged(EngineError):
    """Somebody else has saved the draft since it was read."""

    def __init__(self, key: str, revision: int) -> None:
        self.key, self.revision = key, revision
        super().__init__(f"The draft of “{key}” has been changed by somebody else; it is at revision {revision} now.")


class NothingToPublish(EngineError):
    """The process has no draft."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"Process “{key}” has no draft to publish.")


class CannotMove(EngineError):
    """An instance cannot go on in another version of its process; `process` and `element` say where it stands."""

    def __init__(self, process: str, element: str, reason: str) -> None:
        self.process, self.element, self.reason = process, element, reason
        super().__init__(reason)


class NoCounterpart(EngineError):
    """An element was chosen to take the place of another, and cannot."""

    def __init__(self, old: str, new: str, reason: str) -> None:
        self.old, self.new, self.reason = old, new, reason
        super().__init__(f"“{new}” cannot take the place of “{old}”: {reason}.")
