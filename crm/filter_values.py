"""Finds values of filters that stand for nothing, so that a slip of the pen is not mistaken for an empty list.

What exists but may not be chosen any more, such as a value set inactive, still finds the records that have it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import fields, lookups
from crm.models import User


def unknown(session: Session, record_type: str, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return messages by filter for lookup values and people that are not there."""
    described = fields.of(record_type)
    found = {name: _of_field(session, described[name], value) for name, value in given.items() if name in described}
    return {name: messages for name, messages in found.items() if messages}


def unknown_codes(session: Session, names: Sequence[str], codes: Iterable[Any]) -> list[str]:
    """Return a message for each code that is in none of the lookups."""
    there = {value.code for name in names for value in lookups.values(session, name)}
    among = " or ".join(names)
    return [f"“{code}” is not a value of the lookup {among}." for code in codes if code not in there]


def unknown_people(session: Session, logins: Iterable[Any]) -> list[str]:
    """Return a message for each login that nobody has."""
    asked = list(logins)
    there = set(session.scalars(select(User.login).where(User.login.in_(asked))))
    return [f"There is no user “{login}”." for login in asked if login not in there]


def unknown_choices(choices: Iterable[str], asked: Iterable[Any]) -> list[str]:
    """Return a message for each value that is not one of a fixed set."""
    there = list(choices)
    return [f"“{value}” is not one of {', '.join(there)}." for value in asked if value not in there]


def several(value: Any) -> list[Any]:
    """Return the values that any of which will do."""
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _of_field(session: Session, field: fields.Field, value: Any) -> list[str]:
    asked = [part for part in several(value) if part is not None]
    if field.lookup is not None:
        return unknown_codes(session, [field.lookup], asked)
    return unknown_people(session, asked) if field.type == "user" and asked else []
