"""Whom a user task is for, by when and how urgently: the model's expressions, evaluated as the task begins to wait."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from db import clock
from engine import times
from engine.definition import UserTaskDefinition
from engine.environment import Scope
from engine.errors import ExpressionFailed
from engine.expressions import compile_template


class Assignment(NamedTuple):
    """What the expressions gave."""

    assignee: str | None
    groups: tuple[str, ...]
    due: datetime | None
    priority: str | None


def assign(definition: UserTaskDefinition, scope: Scope) -> Assignment:
    """Evaluate a task's expressions.

    Raises:
        ExpressionFailed: one of them cannot be evaluated, or gives something that does not fit.
    """
    return Assignment(
        _text(definition.assignee, scope),
        tuple(dict.fromkeys(groups_of(definition, scope))),
        _due(definition.due, scope),
        _text(definition.priority, scope),
    )


def _value(source: str | None, scope: Mapping[str, Any]) -> Any:
    return None if source is None else compile_template(source).evaluate(scope)


def _text(source: str | None, scope: Scope) -> str | None:
    value = _value(source, scope)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int):
        return str(value)
    raise ExpressionFailed(source or "", f"{value!r} is no text")


def groups_of(definition: UserTaskDefinition, scope: Mapping[str, Any]) -> Iterator[str]:
    """Yield the groups that a task is for.

    Raises:
        ExpressionFailed: an expression cannot be evaluated, or gives something that is no group.
    """
    for source in definition.groups:
        value = _value(source, scope)
        for group in value if isinstance(value, list) else str(value or "").split(","):
            if not isinstance(group, str):
                raise ExpressionFailed(source, f"{group!r} is no group")
            if group.strip():
                yield group.strip()


def _due(source: str | None, scope: Scope) -> datetime | None:
    value = _value(source, scope)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and value.strip().upper().startswith("P"):
            return times.plus(clock.now(), value)
        return times.moment(value)
    except ValueError as error:
        raise ExpressionFailed(source or "", str(error)) from None
