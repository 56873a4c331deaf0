"""Turns what was handed in for one field into JSON data, or says what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.definition import FormField

TEXT_LIMIT, LONG_TEXT_LIMIT = 500, 20_000
MONEY_LIMIT = Decimal(10) ** 13


class Unfit(Exception):
    """A value does not fit its field; the text is for the person who typed it."""


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
    if choices is not None and field.type in ("choice", "lookup", "user"):
        return _choice(value, choices)
    read_value = READERS[field.type](value)
    _check_limits(field, read_value)
    return read_value


def _choice(value: Any, choices: Mapping[str, str]) -> str:
    if value not in choices:
        known = ", ".join(list(choices)[:8])
        raise Unfit(f"“{value}” is not one of the choices ({known}{', …' if len(choices) > 8 else ''}).")
    return str(value)


def _text(limit: int) -> Callable[[Any], str]:
    def read_text(value: Any) -> str:
        if not isinstance(value, str):
            raise Unfit("Enter a text.")
        if len(value) > limit:
            raise Unfit(f"Enter at most {limit} characters.")
        if "\x00" in value:
            raise Unfit("The text holds a character that cannot be stored.")
        return value

    return read_text


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise Unfit("Enter a number.")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Unfit("Enter a number.") from None
    if not number.is_finite() or abs(number) > 10**15:
        raise Unfit("Enter a number of usual size.")
    return int(number) if number == number.to_integral_value() else float(number)


def _money(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unfit("Enter an amount, such as 12500.00.")
    try:
        amount = Decimal(str(value).replace(" ", "").replace("\u00a0", ""))
    except InvalidOperation:
        raise Unfit("Enter an amount, such as 12500.00.") from None
    if not amount.is_finite() or abs(amount) >= MONEY_LIMIT:
        raise Unfit("Enter an amount of usual size.")
    if amount != round(amount, 2):
        raise Unfit("Enter at most two digits after the point.")
    return str(amount.quantize(Decimal("0.01")))


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Unfit("Enter a date as YYYY-MM-DD.") from None


def _datetime(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit("Enter date and time as YYYY-MM-DDThh:mm, with Z or an offset.") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _boolean(value: Any) -> bool:
    known = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in known:
        return known[value.lower()]
    raise Unfit("Answer yes or no.")


READERS: dict[str, Callable[[Any], Any]] = {
    "text": _text(TEXT_LIMIT),
    "long_text": _text(LONG_TEXT_LIMIT),
    "number": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
    "choice": _text(TEXT_LIMIT),
    "lookup": _text(TEXT_LIMIT),
    "user": _text(TEXT_LIMIT),
}


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
    if field.min_length is not None and len(value) < field.min_length:
        raise Unfit(f"Enter at least {field.min_length} characters.")
    if field.max_length is not None and len(value) > field.max_length:
        raise Unfit(f"Enter at most {field.max_length} characters.")
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        raise Unfit("This does not have the expected form.")
