"""Filters of lists. Each takes a value as it comes from outside, or a list of values any of which will do."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from crm import search
from crm.errors import Invalid
from crm.filter_values import several, unknown_choices
from crm.models import User
from crm.paging import Filter

TRUE, FALSE = ("true", "1", "yes"), ("false", "0", "no")
LARGEST_ID = 2**63 - 1


def code(column: InstrumentedAttribute[Any]) -> Filter:
    """Filter by codes of a lookup, or by other short texts; None for those without."""

    def condition(value: Any) -> ColumnElement[bool]:
        return column.is_(None) if value is None else column.in_(several(value))

    return condition


def one_of(name: str, column: InstrumentedAttribute[Any], choices: Sequence[str]) -> Filter:
    """Filter by values of a fixed set; None for those without."""

    def condition(value: Any) -> ColumnElement[bool]:
        wrong = unknown_choices(choices, several(value)) if value is not None else []
        if wrong:
            raise Invalid({name: wrong})
        return code(column)(value)

    return condition


def person(column: InstrumentedAttribute[Any]) -> Filter:
    """Filter by logins; None for records without a person."""

    def condition(value: Any) -> ColumnElement[bool]:
        if value is None:
            return column.is_(None)
        return column.in_(select(User.id).where(User.login.in_(several(value))))

    return condition


def number(name: str, column: InstrumentedAttribute[Any]) -> Filter:
    """Filter by ids of other records, or by numbers."""

    def condition(value: Any) -> ColumnElement[bool]:
        if value is None:
            return column.is_(None)
        try:
            return column.in_([_whole(part) for part in several(value)])
        except (TypeError, ValueError):
            raise Invalid({name: ["Enter a whole number."]}) from None

    return condition


def linked(**columns: InstrumentedAttribute[Any]) -> dict[str, Filter]:
    """Return filters by ids of linked records, each under the name of the record and under that of its field."""
    names = [(name, column) for record, column in columns.items() for name in (record, f"{record}_id")]
    return {name: number(name, column) for name, column in names}


def flag(name: str, column: InstrumentedAttribute[Any]) -> Filter:
    """Filter by yes or no."""

    def condition(value: Any) -> ColumnElement[bool]:
        told = str(value).lower()
        if told not in (*TRUE, *FALSE):
            raise Invalid({name: ["Answer true or false."]})
        return column.is_(told in TRUE)

    return condition


def email(column: InstrumentedAttribute[Any]) -> Filter:
    """Filter by e-mail address, in capitals or not."""

    def condition(value: Any) -> ColumnElement[bool]:
        return or_(false(), *(func.lower(column) == str(part).strip().lower() for part in several(value)))

    return condition


def words(record_type: str, record_id: InstrumentedAttribute[int]) -> Filter:
    """Filter by words that all begin some word of the record."""

    def condition(value: Any) -> ColumnElement[bool]:
        return search.matches(record_type, record_id, str(value))

    return condition


def _whole(value: Any) -> int:
    whole = int(value)
    if not 0 <= whole <= LARGEST_ID:
        raise ValueError(value)
    return whole
