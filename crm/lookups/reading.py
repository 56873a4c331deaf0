"""Reads lookups, each once a transaction: they are asked for all the time and edited next to never."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session, SessionTransaction

from crm.errors import NotFound
from crm.lookups.kinds import kind
from crm.models import Lookup
from crm.record_types import table_of

LOOKUP = table_of(Lookup)


@dataclass(frozen=True, slots=True)
class LookupValue:
    """One value of a lookup."""

    id: int
    lookup: str
    code: str
    name: str
    position: int
    active: bool
    attributes: Mapping[str, Any]
    revision: int


Read = dict[str, dict[str, LookupValue]]

# A transaction sees what it changed itself, and a rolled back one takes its cache along.
_read: WeakKeyDictionary[SessionTransaction, Read] = WeakKeyDictionary()


def values(session: Session, name: str) -> list[LookupValue]:
    """Return all values of a lookup in order, inactive ones included.

    Raises:
        crm.errors.UnknownLookup: there is no such lookup.
    """
    return list(_by_code(session, name).values())


def value(session: Session, name: str, code: str) -> LookupValue | None:
    """Return one value by its code, None when the lookup has it not."""
    return _by_code(session, name).get(code)


def choices(session: Session, name: str) -> dict[str, str]:
    """Return code → name of the values that may be chosen, in order."""
    return {found.code: found.name for found in _by_code(session, name).values() if found.active}


def first(session: Session, name: str) -> LookupValue | None:
    """Return the first value that may be chosen."""
    return next((found for found in _by_code(session, name).values() if found.active), None)


def get(session: Session, value_id: int) -> LookupValue:
    """Return one value by its id.

    Raises:
        crm.errors.NotFound: there is none.
    """
    row = session.execute(_select().where(LOOKUP.c.id == value_id)).one_or_none()
    if row is None:
        raise NotFound("lookup", value_id)
    return LookupValue(*row)


def forget(session: Session, name: str) -> None:
    """Have a lookup read anew after it was changed."""
    for read in _caches(session):
        read.pop(name, None)


def _by_code(session: Session, name: str) -> dict[str, LookupValue]:
    cache = _caches(session)[0]
    if name not in cache:
        kind(name)
        rows = session.execute(_select().where(LOOKUP.c.lookup == name).order_by(LOOKUP.c.position, LOOKUP.c.id))
        cache[name] = {row.code: LookupValue(*row) for row in rows}
    return cache[name]


def _caches(session: Session) -> list[Read]:
    """Return the caches of the innermost transaction and of all around it."""
    session.connection()
    transaction, caches = session.get_nested_transaction() or session.get_transaction(), []
    while transaction is not None:
        caches.append(_read.setdefault(transaction, {}))
        transaction = transaction.parent
    return caches


def _select() -> Any:
    c = LOOKUP.c
    return select(c.id, c.lookup, c.code, c.name, c.position, c.active, c.attributes, c.revision)
