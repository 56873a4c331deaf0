"""Turns what was handed in for one field into JSON data, or says what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.plain import plain
from crm.readers import READERS as RECORD_READERS
from crm.readers import Unfit
from engine.definition import FormField

TEXT_LIMIT, LONG_TEXT_LIMIT = 500, 20_000
LARGEST_NUMBER = 10**15
MOST_NAMED = 8
CHOSEN = ("choice", "lookup", "user")

__all__ = ["Unfit", "read"]


def read(field: FormField, value: Any, choices: Mapping[str, str] | None) -> Any:
    """Return a field's value as JSON data, None when nothing was entered.

    `choices` maps the codes that may be chosen to their names, for fields that offer a choice.

    Raises:
        Unfit: the value has the wrong type or is outside the limits of the model.
    """
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    if choices is not None and field.type in CHOSEN:
        return _choice(value, choices)
    read_value = plain(READERS[field.type](value))
    _check_limits(field, read_value)
    return read_value


def _choice(value: Any, choices: Mapping[str, str]) -> str:
    if not isinstance(value, str) or value not in choices:
        known = ", ".join(list(choices)[:MOST_NAMED])
        raise Unfit(f"“{value}” is not one of the choices ({known}{', …' if len(choices) > MOST_NAMED else ''}).")
    return str(value)


def _number(value: Any) -> int | float:
    """Read any number; records only count, so theirs are whole and not negative."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        raise Unfit("Enter a number.") from None
    if not number.is_finite() or abs(number) > LARGEST_NUMBER:
        raise Unfit("Enter a number of usual size.")
    return int(number) if number == number.to_integral_value() else float(number)


def _date(value: Any) -> Any:
    """Read a date; of a point in time, its date in UTC: what asks for a day may be told the hour too."""
    try:
        return RECORD_READERS["date"](value)
    except Unfit as unfit:
        if not isinstance(value, str) or "T" not in value:
            raise
        try:
            return RECORD_READERS["datetime"](value).date()
        except Unfit:
            raise unfit from None


READERS: dict[str, Callable[[Any], Any]] = RECORD_READERS | {"number": _number, "date": _date}


def _check_limits(field: FormField, value: Any) -> None:
    """Hold a value against the limits that the model sets: sizes for numbers and times, lengths for texts."""
    if field.type in ("number", "money"):
        _check_range(Decimal(str(value)), _decimal(field.minimum), _decimal(field.maximum))
    elif field.type in ("date", "datetime"):
        _check_range(value, field.minimum, field.maximum)
    elif isinstance(value, str):
        _check_text(field, value)


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _check_range(value: Any, minimum: Any, maximum: Any) -> None:
    if minimum is not None and value < minimum:
        raise Unfit(f"Enter {minimum} or more.")
    if maximum is not None and value > maximum:
        raise Unfit(f"Enter {maximum} or less.")


def _check_text(field: FormField, value: str) -> None:
    most = field.max_length or (LONG_TEXT_LIMIT if field.type == "long_text" else TEXT_LIMIT)
    if len(value) > most:
        raise Unfit(f"Enter at most {most} characters.")
    if field.min_length is not None and len(value) < field.min_length:
        raise Unfit(f"Enter at least {field.min_length} characters.")
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        raise Unfit("This does not have the expected form.")
