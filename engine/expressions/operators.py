"""What the operators do: Python's meaning, kept to plain values and moderate sizes."""

import ast
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from engine import times

LARGEST = 10**15
LONGEST = 100_000
LONGEST_SHOWN = 60


def number(value: Any) -> Any:
    """Return a value that has to be a number of moderate size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{shown(value)} is no number")
    if not -LARGEST <= value <= LARGEST:
        raise ValueError("the number is too large")
    return value


def sized(value: Any) -> Any:
    """Return a text or list that has to be of moderate length."""
    if len(value) > LONGEST:
        raise ValueError("the value is too long")
    return value


def shown(value: Any) -> str:
    """Return a value as a message shows it."""
    if value is None:
        return "null"
    text = repr(value) if isinstance(value, str | int | float | bool) else f"a {type(value).__name__}"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def add(left: Any, right: Any) -> Any:
    """Add numbers, or join two texts or two lists."""
    for kind in (str, list):
        if isinstance(left, kind) and isinstance(right, kind):
            return sized(left + right)  # type: ignore[operator]  # both are of that kind
    return number(number(left) + number(right))


def arithmetic(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return an operation that takes and gives numbers only."""

    def bounded(left: Any, right: Any) -> Any:
        return number(operation(number(left), number(right)))

    return bounded


def comparison(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return a comparison for which a time and the text of a time are alike."""

    def compare(left: Any, right: Any) -> Any:
        if left.__class__ is not right.__class__:
            left, right = _alike(left, right)
        try:
            return operation(left, right)
        except TypeError:
            raise TypeError(f"{shown(left)} cannot be compared with {shown(right)}") from None

    return compare


def equality(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return a test for (in)equality for which a time and the text of a time are alike."""

    def compare(left: Any, right: Any) -> Any:
        if left.__class__ is not right.__class__:
            with suppress(ValueError):
                left, right = _alike(left, right)
        return operation(left, right)

    return compare


def contains(container: Any, item: Any) -> bool:
    """Say whether a list, a text or the keys of an object contain something; nothing contains nothing."""
    if container is None:
        return False
    if isinstance(container, str) and not isinstance(item, str):
        raise TypeError(f"{shown(item)} is no text to look for")
    if not isinstance(container, str | list | tuple | dict):
        raise TypeError(f"{shown(container)} contains nothing")
    return item in container


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, datetime) and isinstance(right, str):
        return left, times.moment(right)
    if isinstance(left, str) and isinstance(right, datetime):
        return times.moment(left), right
    return left, right


def _finite_division(left: Any, right: Any) -> Any:
    result = left / right
    if not math.isfinite(result):
        raise ValueError("the number is too large")
    return result


BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: add,
    ast.Sub: arithmetic(lambda left, right: left - right),
    ast.Mult: arithmetic(lambda left, right: left * right),
    ast.Div: arithmetic(_finite_division),
    ast.FloorDiv: arithmetic(lambda left, right: left // right),
    ast.Mod: arithmetic(lambda left, right: left % right),
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: equality(lambda left, right: left == right),
    ast.NotEq: equality(lambda left, right: left != right),
    ast.Lt: comparison(lambda left, right: left < right),
    ast.LtE: comparison(lambda left, right: left <= right),
    ast.Gt: comparison(lambda left, right: left > right),
    ast.GtE: comparison(lambda left, right: left >= right),
    ast.In: lambda left, right: contains(right, left),
    ast.NotIn: lambda left, right: not contains(right, left),
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
}
