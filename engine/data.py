"""Instance data is JSON and nothing else: this is where other values are turned into it, within bounds."""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine import times

MOST_VALUES = 20_000
MOST_CHARACTERS = 500_000
DEEPEST = 24
MOST_EXACT = 2**53


class NotData(ValueError):
    """A value cannot be kept as instance data."""


def copied(value: Any) -> Any:
    """Return a deep copy of instance data."""
    if value.__class__ is dict:
        return {key: copied(item) if item.__class__ in (dict, list) else item for key, item in value.items()}
    if value.__class__ is list:
        return [copied(item) if item.__class__ in (dict, list) else item for item in value]
    return value


def as_data(value: Any) -> Any:
    """Return a value as instance data, copied: times become ISO text, decimals text.

    Raises:
        NotData: it holds something else, is too large or too deep.
    """
    return _Budget().take(value, 0)


class _Budget:
    """How much may still come; values that hold themselves many times over count as often."""

    def __init__(self) -> None:
        self.values, self.characters = MOST_VALUES, MOST_CHARACTERS

    def take(self, value: Any, depth: int) -> Any:
        self.values -= 1
        if self.values < 0 or depth > DEEPEST:
            raise NotData("the value is too large")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int | float):
            return _number(value)
        if isinstance(value, dict):
            return {self._key(key): self.take(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.take(item, depth + 1) for item in value]
        return self._other(value)

    def _text(self, value: str) -> str:
        self.characters -= len(value)
        if self.characters < 0:
            raise NotData("the text is too long")
        if "\0" in value:
            raise NotData("a text may not hold the character NUL")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise NotData("a text holds half of a character") from None
        return str(value)

    def _key(self, key: Any) -> str:
        if not isinstance(key, str):
            raise NotData(f"the key {key!r} is no text")
        return self._text(key)

    def _other(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return times.text(times.moment(value))
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal | UUID):
            return str(value)
        raise NotData(f"{type(value).__name__} is no data")


def _number(value: int | float) -> int | float:  # noqa: PYI041 - the two are told apart
    # Beyond 2⁵³ JSON numbers are not exact.
    if abs(value) > MOST_EXACT if isinstance(value, int) else not math.isfinite(value):
        raise NotData("the number is too large")
    return value
