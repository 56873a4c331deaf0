"""Cells of a file become text, dates and amounts as their writer meant them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Cell = Any
"""What a workbook holds: text, a number, a truth value, a date, a time; text files hold text only."""

DIGITS_OF_FLOAT = 12
DATE_NOTATIONS = {
    "iso": "2026-03-31",
    "day-first": "31.03.2026, 31/03/2026",
    "month-first": "03/31/2026",
    "year-first": "2026/03/31, 20260331",
    "names": "31 March 2026, Mar 31 2026",
}
DECIMALS = {".": "12,500.50", ",": "12.500,50"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIME = re.compile(r"[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
NUMBERS = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})\.?", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
NAMED = re.compile(r"(?:(\d{1,2})\.?[\s\-]+([^\W\d]{3,9})\.?|([^\W\d]{3,9})\.?[\s\-]+(\d{1,2}))[,\s\-]+(\d{4})")
ORDER = {"day-first": (2, 1, 0), "month-first": (2, 0, 1), "year-first": (0, 1, 2), "iso": (0, 1, 2)}
AMOUNT = {
    ".": re.compile(r"-?\d+(?:[,' \u00a0\u202f]\d{3})*(?:\.\d+)?"),
    ",": re.compile(r"-?\d+(?:[.' \u00a0\u202f]\d{3})*(?:,\d+)?"),
}
SEPARATORS = {".": ",' \u00a0\u202f", ",": ".' \u00a0\u202f"}


class Misread(ValueError):
    """A text is not written in the notation that was chosen; its words say how it should be."""


def as_text(cell: Cell) -> str:
    """Return a cell as text: numbers without a needless fraction, dates as in ISO 8601."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def date_reader(notation: str) -> Callable[[Cell], date | str]:
    """Return what reads days in one notation; empty cells stay empty text."""

    def read(cell: Cell) -> date | str:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = as_text(cell).strip()
        return _day(TIME.sub("", text), notation) if text else ""

    return read


def moment_reader(notation: str) -> Callable[[Cell], datetime | str]:
    """Return what reads points in time in one notation, in UTC unless they say otherwise."""

    def read(cell: Cell) -> datetime | str:
        if isinstance(cell, datetime):
            return cell if cell.tzinfo else cell.replace(tzinfo=UTC)
        if isinstance(cell, date):
            return datetime.combine(cell, time(), UTC)
        text = as_text(cell).strip()
        return _moment(text, notation) if text else ""

    return read


def amount_reader(decimal: str) -> Callable[[Cell], Decimal | str]:
    """Return what reads amounts with a decimal point or a decimal comma."""
    form, separators = AMOUNT[decimal], SEPARATORS[decimal]

    def read(cell: Cell) -> Decimal | str:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return Decimal(_number(float(cell)))
        text = as_text(cell).strip()
        if not text:
            return ""
        if not form.fullmatch(text):
            raise Misread(f"Write amounts as {DECIMALS[decimal]}.")
        return Decimal(text.translate(dict.fromkeys(map(ord, separators))).replace(decimal, "."))

    return read


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(Decimal(repr(round(value, DIGITS_OF_FLOAT))))


def _moment(text: str, notation: str) -> datetime:
    found = TIME.search(text)
    if found is None:
        return datetime.combine(_day(text, notation), time(), UTC)
    day = _day(text[: found.start()], notation)
    hour, minute, second, zone = found.groups()
    offset = "+00:00" if zone in (None, "Z") else zone
    try:
        return datetime.fromisoformat(f"{day}T{int(hour):02}:{minute}:{second or '00'}{offset}")
    except ValueError:
        raise Misread("Write times as 09:30 or 17:45:10.") from None


def _day(text: str, notation: str) -> date:
    try:
        return date(*_named(text) if notation == "names" else _numbered(text, notation))
    except (ValueError, TypeError):
        raise Misread(f"Write dates as {DATE_NOTATIONS[notation]}.") from None


def _numbered(text: str, notation: str) -> tuple[int, int, int]:
    found = NUMBERS.fullmatch(text) or (COMPACT.fullmatch(text) if notation == "year-first" else None)
    if found is None:
        raise ValueError(text)
    year, month, day = (found[place + 1] for place in ORDER[notation])
    if len(year) != len("2026"):
        raise ValueError(text)
    return int(year), int(month), int(day)


def _named(text: str) -> tuple[int, int, int]:
    found = NAMED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, name, other_name, other_day, year = found.groups()
    return int(year), MONTHS.index((name or other_name)[:3].lower()) + 1, int(day or other_day)
