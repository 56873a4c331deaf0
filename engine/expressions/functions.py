"""The functions of the language."""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import clock
from engine import times
from engine.expressions.operators import LARGEST, contains, number, shown, sized

MOST_DIGITS = 15
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Function:
    """A function, and how it is called."""

    call: Callable[..., Any]
    usage: str
    least: int
    most: int

    def takes(self, count: int) -> bool:
        """Say whether it can be called with so many values."""
        return self.least <= count <= self.most


FUNCTIONS: dict[str, Function] = {}


def function(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put a function into the language under a name."""

    def register(call: Callable[..., Any]) -> Callable[..., Any]:
        parameters = inspect.signature(call).parameters.values()
        several = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        single = [p for p in parameters if p.kind is not p.VAR_POSITIONAL]
        names = [p.name if p.default is p.empty else f"[{p.name}]" for p in single] + ["…"] * several
        least = sum(p.default is p.empty for p in single)
        FUNCTIONS[name] = Function(call, f"{name}({', '.join(names)})", least, 20 if several else len(single))
        return call

    return register


@function("now")
def _now() -> datetime:
    return clock.now()


@function("plus")
def _plus(time: Any, duration: Any) -> datetime:
    return times.plus(time, duration)


@function("minus")
def _minus(time: Any, duration: Any) -> datetime:
    if not isinstance(duration, str):
        raise TypeError(f"{shown(duration)} is no duration")
    negative = duration.strip()
    return times.plus(time, negative[1:] if negative.startswith("-") else f"-{negative.removeprefix('+')}")


@function("time")
def _time(text: Any) -> datetime:
    return times.moment(text)


@function("days_between")
def _days_between(earlier: Any, later: Any) -> float:
    return (times.moment(later) - times.moment(earlier)).total_seconds() / SECONDS_A_DAY


@function("len")
def _len(value: Any) -> int:
    return len(value)


@function("min")
def _min(first: Any, *others: Any) -> Any:
    return min(_several(first, others), default=None)


@function("max")
def _max(first: Any, *others: Any) -> Any:
    return max(_several(first, others), default=None)


@function("sum")
def _sum(values: Any) -> Any:
    total: Any = 0
    for value in _several(values, ()):
        total = number(total + number(value))
    return total


@function("abs")
def _abs(value: Any) -> Any:
    return abs(number(value))


@function("round")
def _round(value: Any, digits: Any = 0) -> Any:
    if not isinstance(digits, int) or not -MOST_DIGITS <= digits <= MOST_DIGITS:
        raise ValueError(f"{shown(digits)} is no number of digits")
    rounded = round(number(value), digits)
    return int(rounded) if digits <= 0 else rounded


@function("int")
def _int(value: Any) -> int:
    return int(_number(value))


@function("float")
def _float(value: Any) -> float:
    return float(_number(value))


@function("number")
def _number(value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > MOST_DIGITS * 3:
            raise ValueError(f"{shown(value)} is no number")
        try:
            value = float(value) if any(char in value for char in ".eE") else int(value)
        except ValueError:
            raise ValueError(f"{shown(value)} is no number") from None
    value = int(value) if isinstance(value, bool) else value
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{shown(value)} is no number up to {LARGEST}")
    return number(value)


@function("bool")
def _bool(value: Any) -> bool:
    return bool(value)


@function("str")
def _str(value: Any) -> str:
    return as_text(value)


@function("text")
def _text(value: Any) -> str:
    return as_text(value)


@function("lower")
def _lower(text: Any) -> str:
    return as_text(text).lower()


@function("upper")
def _upper(text: Any) -> str:
    return sized(as_text(text).upper())  # type: ignore[no-any-return]  # it returns what it is given


@function("trim")
def _trim(text: Any) -> str:
    return as_text(text).strip()


@function("contains")
def _contains(container: Any, item: Any) -> bool:
    return contains(container, item)


@function("starts_with")
def _starts_with(text: Any, beginning: Any) -> bool:
    return as_text(text).startswith(as_text(beginning))


@function("ends_with")
def _ends_with(text: Any, ending: Any) -> bool:
    return as_text(text).endswith(as_text(ending))


@function("get")
def _get(value: Any, key: Any, otherwise: Any = None) -> Any:
    if isinstance(value, dict):
        return value.get(key, otherwise)
    if isinstance(value, list | tuple) and isinstance(key, int):
        return value[key] if -len(value) <= key < len(value) else otherwise
    return otherwise


@function("default")
def _default(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None or value == "" else value


def as_text(value: Any) -> str:
    """Return a plain value as text; nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return times.text(value)
    raise TypeError(f"{shown(value)} is no plain value that can become text")


def _several(first: Any, others: tuple[Any, ...]) -> Any:
    if others:
        return (first, *others)
    if not isinstance(first, list | tuple):
        raise TypeError(f"{shown(first)} is no list")
    return first
