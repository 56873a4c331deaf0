"""The register of operations: a name that models use, the function behind it, what it takes and gives."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm.errors import CrmError
from engine.errors import OperationFailed
from engine.ports import Call, Signature
from tasks.operations.inputs import described

OperationFunction = Callable[..., dict[str, Any] | None]
NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `signature` is read off the function's parameters, `help` off its docstring."""

    name: str
    function: OperationFunction
    signature: Signature
    help: str


_register: dict[str, Operation] = {}


def operation(name: str, *outputs: str) -> Callable[[OperationFunction], OperationFunction]:
    """Register a function as operation `name`. Its first parameter is the Call, the others are the inputs."""

    def register(function: OperationFunction) -> OperationFunction:
        text = (inspect.getdoc(function) or "").split("\n", 1)[0]
        _register[name] = Operation(name, function, _signature(name, function, outputs), text)
        return function

    return register


def _signature(operation: str, function: OperationFunction, outputs: Sequence[str]) -> Signature:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    named = [p for p in parameters if p.kind in NAMED]
    meanings = {p.name: described(operation, p.name) for p in named}
    return Signature(
        required=frozenset(p.name for p in named if p.default is p.empty),
        optional=frozenset(p.name for p in named if p.default is not p.empty),
        outputs=frozenset(outputs),
        open_inputs=any(p.kind is p.VAR_KEYWORD for p in parameters),
        lookups={name: meaning.lookup for name, meaning in meanings.items() if meaning.lookup},
        processes={name: meaning.process_kind for name, meaning in meanings.items() if meaning.process_kind},
        choices={name: frozenset(code for code, _ in m.choices) for name, m in meanings.items() if m.choices},
    )


class OperationRegistry:
    """The register as the engine sees it (`engine.ports.Operations`)."""

    def call(self, name: str, inputs: dict[str, Any], call: Call) -> dict[str, Any]:
        """Carry out an operation; what the records refuse becomes the reason why it failed."""
        found = _register.get(name)
        if found is None:
            raise OperationFailed(name, "there is no such operation")
        missing = sorted(found.signature.required - inputs.keys())
        if missing:
            raise OperationFailed(name, f"input {', '.join(missing)} is missing")
        try:
            return found.function(call, **inputs) or {}
        except CrmError as error:
            raise OperationFailed(name, str(error)) from error

    def signature(self, name: str) -> Signature | None:
        """Return what an operation takes and gives, or None when there is no such operation."""
        found = _register.get(name)
        return found.signature if found else None

    def names(self) -> Sequence[str]:
        """Return the names of all operations, sorted."""
        return sorted(_register)


def registered() -> list[Operation]:
    """Return all operations, sorted by name: for the documentation and the designer's templates."""
    return [_register[name] for name in sorted(_register)]
