"""The world as elements see it: expressions over instance data and names, operations, stages, failures.

SpiffWorkflow evaluates through this class too, so that nothing in a model gets past the safe language.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.task import Task

from engine.data import NotData, as_data
from engine.definition import UserTaskDefinition
from engine.errors import ExpressionFailed, OperationFailed
from engine.expressions import compile_expression, compile_script, compile_template

if TYPE_CHECKING:
    from engine.elements.activities import ServiceTask

Loader = Callable[[], Mapping[str, Any]]


class Names:
    """Names beside the instance's data; each is loaded when it is first asked for."""

    __slots__ = ("_known", "_load")

    def __init__(self, load: Loader) -> None:
        self._load = load
        self._known: dict[str, Any] | None = None

    @property
    def all(self) -> dict[str, Any]:
        """The names that there are, with what is loaded so far."""
        if self._known is None:
            self._known = dict(self._load())
        return self._known

    def __getitem__(self, name: str) -> Any:
        known = self.all
        value = known[name]
        if callable(value):
            value = known[name] = value()
        return value

    def forget(self) -> None:
        """Load anew what is asked for from now on: an operation may have changed it."""
        self._known = None


class Scope(Mapping[str, Any]):
    """Where an expression looks names up: those of the record first, which no variable can hide, then the data."""

    __slots__ = ("data", "names")

    def __init__(self, data: Mapping[str, Any], names: Names) -> None:
        self.data, self.names = data, names

    def __getitem__(self, name: str) -> Any:
        return self.names[name] if name in self.names.all else self.data[name]

    def __contains__(self, name: object) -> bool:
        return name in self.names.all or name in self.data

    def __iter__(self) -> Iterator[str]:
        return iter({**self.data, **self.names.all})

    def __len__(self) -> int:
        return len({**self.data, **self.names.all})


class Environment(BasePythonScriptEngineEnvironment):
    """Expressions and scripts; what operations, stages and failures mean is up to whoever runs an instance."""

    def __init__(self, names: Names | None = None) -> None:
        super().__init__()
        self.names = names or Names(dict)

    # What SpiffWorkflow asks for

    def evaluate(
        self, expression: str, context: dict[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the value of an expression over some data."""
        data = {**external_context, **context} if external_context else context
        return compile_expression(expression).evaluate(Scope(data, self.names))

    def execute(self, script: str, context: dict[str, Any], external_context: Mapping[str, Any] | None = None) -> bool:
        """Carry out a script on some data."""
        data = {**external_context, **context} if external_context else context
        compile_script(script).execute(Scope(data, self.names), data)
        if data is not context:
            context.update((k, v) for k, v in data.items() if k in context or k not in (external_context or {}))
        return True

    def call_service(self, context: dict[str, Any], **kw: Any) -> NoReturn:
        """Refuse: service tasks call operations."""
        raise OperationFailed("service", "only operations can be called")

    # What elements ask for

    def scope(self, data: Mapping[str, Any]) -> Scope:
        """Return the scope over some data."""
        return Scope(data, self.names)

    def value(self, task: Task, source: str) -> Any:
        """Return the value of a text in which expressions may stand; quotes around a whole text are left out."""
        text = source.strip()
        if text[:1] in "'\"" and text[:1] == text[-1:]:
            return compile_expression(text).evaluate(self.scope(known(task)))
        return compile_template(text).evaluate(self.scope(known(task)))

    def mapped(self, data: Mapping[str, Any], mappings: tuple[tuple[str, str], ...]) -> dict[str, Any]:
        """Return copies of what mappings of (expression or variable, target) take from some data.

        A variable that is not there gives nothing (null), as in the dialect.
        """
        scope = self.scope(data)
        found: dict[str, Any] = {}
        for source, target in mappings:
            if source.isidentifier() and source not in scope:
                found[target] = None
                continue
            found[target] = kept(source, compile_expression(source).evaluate(scope))
        return found

    # What differs between running, testing and replaying

    def perform(self, task: Task, spec: "ServiceTask") -> bool | None:
        """Carry out a service task: True when done, None when it stays where it is."""
        raise OperationFailed(spec.operation, "there are no operations here")

    def offer(self, task: Task, definition: UserTaskDefinition) -> None:
        """Take note that a user task is about to wait."""

    def enter_stage(self, task: Task, stage: str) -> None:
        """Take note that a stage begins."""

    def skip_stage(self, task: Task, stage: str) -> None:
        """Take note that a stage is passed through."""

    def hold(self, task: Task, error: Exception, phase: str) -> None:
        """Decide about a step that failed in a phase of its life: enter, run or leave."""
        raise error


class ScriptEngine(PythonScriptEngine):
    """Hands everything to the environment, and leaves its errors as they are."""

    def validate(self, expression: str) -> None:
        """Refuse an expression outside of the language."""
        compile_expression(expression)

    def evaluate(self, task: Task, expression: str, external_context: Mapping[str, Any] | None = None) -> Any:
        """Return the value of an expression for a task."""
        return self.environment.evaluate(expression, known(task), external_context)

    def execute(self, task: Task, script: str, external_context: Mapping[str, Any] | None = None) -> Any:
        """Carry out a script for a task."""
        return self.environment.execute(script, task.data, external_context)


def known(task: Task) -> Mapping[str, Any]:
    """Return a task's data to look at, without making it a copy of its own."""
    data: Mapping[str, Any] = getattr(task, "known", None) or task.data
    return data


def kept(source: str, value: Any) -> Any:
    """Return a value as instance data.

    Raises:
        ExpressionFailed: it cannot be kept.
    """
    try:
        return as_data(value)
    except NotData as error:
        raise ExpressionFailed(source, str(error)) from None
