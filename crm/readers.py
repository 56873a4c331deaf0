"""Reads one entered value: JSON data or a Python value becomes what the column holds, or the reason why it does not."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from crm.fields import Field

EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@(?:[^\s@.<>(),;:\"\[\]\\/]+\.)+[^\s@.<>(),;:\"\[\]\\/\d]{2,}")
PHONE = re.compile(r"\+?[\d\s().\-/]+(?:\s*(?:x|ext\.?|#)\s*\d{1,8})?", re.IGNORECASE)
TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
FEWEST_DIGITS, MOST_DIGITS = 4, 20
LARGEST_NUMBER, LARGEST_AMOUNT = 10**12, Decimal(10) ** 13
LARGEST_ID = 2**63 - 1
MOST_VALUES = 20


class Unfit(Exception):
    """A value does not fit its field; the text is for whoever entered it."""


def read(field: Field, value: Any) -> Any:
    """Return the value as its column holds it, None when nothing was entered.

    Raises:
        Unfit: it has the wrong type, form or size.
    """
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    if field.many:
        return _many(field, value)
    return _one(field, value)


def _one(field: Field, value: Any) -> Any:
    result = READERS[field.type](value)
    if isinstance(result, str):
        _check_text(field, result)
    if field.form is not None:
        result = FORMS[field.form](result)
    return result


def _many(field: Field, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > MOST_VALUES:
        raise Unfit(f"Enter a list of at most {MOST_VALUES}.")
    cleaned = [part.strip() if isinstance(part, str) else part for part in value]
    return list(dict.fromkeys(_one(field, part) for part in cleaned if part not in (None, "")))


def _check_text(field: Field, value: str) -> None:
    if len(value) > field.limit:
        raise Unfit(f"Enter at most {field.limit} characters.")
    if field.choices and value not in dict(field.choices):
        raise Unfit(f"“{value}” is not one of {', '.join(dict(field.choices))}.")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("Enter a text.")
    if "\x00" in value:
        raise Unfit("The text holds a character that cannot be stored.")
    return value


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


def _number(value: Any) -> int:
    number = _decimal(value, "Enter a whole number.")
    if number != number.to_integral_value():
        raise Unfit("Enter a whole number.")
    if not 0 <= number <= LARGEST_NUMBER:
        raise Unfit(f"Enter a number from 0 to {LARGEST_NUMBER}.")
    return int(number)


def _money(value: Any) -> Decimal:
    amount = _decimal(value, "Enter an amount, such as 12500.00.")
    if amount < 0:
        raise Unfit("Enter zero or more.")
    if amount >= LARGEST_AMOUNT:
        raise Unfit("This amount is too large.")
    if amount != round(amount, 2):
        raise Unfit("Enter at most two digits after the point.")
    return amount.quantize(Decimal("0.01"))


def _decimal(value: Any, message: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Unfit(message)
    try:
        number = Decimal(str(value).replace(" ", "").replace("\u00a0", ""))
    except InvalidOperation:
        raise Unfit(message) from None
    if not number.is_finite():
        raise Unfit(message)
    return number


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit("Enter a date as YYYY-MM-DD.") from None


def _datetime(value: Any) -> datetime:
    """Read a point in time; a date alone stands for its first moment, in UTC."""
    try:
        moment = value if isinstance(value, datetime) else _moment(value)
        in_utc = moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise Unfit("Enter date and time as YYYY-MM-DDThh:mm, with Z or an offset.") from None
    if moment.tzinfo is None:
        raise Unfit("Add the time zone: Z, or an offset such as +02:00.")
    return in_utc


def _moment(value: Any) -> datetime:
    try:
        return datetime.combine(_date(value), time(), UTC)
    except Unfit:
        return datetime.fromisoformat(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("Answer true or false.")
    return value


def _record(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise Unfit("Enter the id of a record.")
    return value


def _email(value: str) -> str:
    if not EMAIL.fullmatch(value) or ".." in value:
        raise Unfit("Enter an e-mail address, such as name@example.com.")
    return value.lower()


def _phone(value: str) -> str:
    digits = sum(character.isdecimal() for character in value)
    if not PHONE.fullmatch(value) or not value.isascii() or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise Unfit("Enter a phone number, such as +48 22 555 01 23.")
    return value


def _website(value: str) -> str:
    try:
        parts = urlsplit(value if "//" in value else f"//{value}")
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("", "http", "https") or "." not in host.strip(".") or re.search(r"[\s<>\"]", value):
        raise Unfit("Enter a web address, such as www.example.com.")
    return value


def _time(value: str) -> str:
    if not TIME.fullmatch(value):
        raise Unfit("Enter a time of day as HH:MM.")
    return value


def _rate(value: str) -> str:
    rate = _decimal(value.replace(",", "."), "Enter a number, such as 1.0823.")
    if not 0 < rate <= LARGEST_NUMBER:
        raise Unfit("Enter a number above zero.")
    return f"{rate.normalize():f}"


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise Unfit("Enter a time zone by its name, such as Europe/Warsaw.")
    return value


READERS: dict[str, Callable[[Any], Any]] = {
    "text": _line,
    "long_text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
    "choice": _line,
    "lookup": _line,
    "user": _line,
    "record": _record,
}

FORMS: dict[str, Callable[[str], str]] = {
    "email": _email,
    "phone": _phone,
    "website": _website,
    "time": _time,
    "time_zone": _time_zone,
    "rate": _rate,
}
