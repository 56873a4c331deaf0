"""Finds what entered values refer to: values of lookups, people, other records. One query for each kind."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ARRAY, Engine, Text, bindparam, func, select
from sqlalchemy.orm import Session

from crm.fields import Field
from crm.models import Lookup, User
from crm.people.actors import MAY_OWN
from crm.record_types import MODELS, table_of

TYPES = frozenset({"lookup", "user", "record"})

LOOKUPS, USERS = table_of(Lookup), table_of(User)
TEXTS = ARRAY(Text)

# Arrays keep each statement the same however many values are asked for, so that it stays prepared.
_arrays = func.unnest(bindparam("b_lookups", type_=TEXTS), bindparam("b_codes", type_=TEXTS))
_asked = _arrays.table_valued("name", "code").render_derived()
_pair = (LOOKUPS.c.lookup == _asked.c.name) & (LOOKUPS.c.code == _asked.c.code)
LOOKUP_VALUES = select(LOOKUPS.c.lookup, LOOKUPS.c.code).join(_asked, _pair).where(LOOKUPS.c.active)
PEOPLE = select(USERS.c.login, USERS.c.id, MAY_OWN.label("may_own")).where(
    USERS.c.login == func.any(bindparam("b_logins", type_=TEXTS))
)

# A login belongs to the same user for ever, so the ids of those met may be remembered, for each database.
_met: WeakKeyDictionary[Engine, dict[str, int]] = WeakKeyDictionary()

Referring = Iterable[tuple[Field, Any]]


@dataclass(slots=True)
class References:
    """What was found: lookup values that may be chosen, ids of people by login, records by type and id."""

    lookup_values: set[tuple[str, str]] = field(default_factory=set)
    people: dict[str, int] = field(default_factory=dict)
    active_people: set[str] = field(default_factory=set)
    records: set[tuple[str, int]] = field(default_factory=set)

    def has(self, described: Field, value: Any) -> bool:
        """Say whether a field's value is there to be chosen."""
        if described.type == "user":
            return value in self.active_people
        if described.type == "lookup":
            return (described.lookup, value) in self.lookup_values
        return (described.record, value) in self.records


def find(session: Session, referring: Referring) -> References:
    """Look up all values at once."""
    found, pairs = References(), list(referring)
    _find_lookup_values(session, {(f.lookup, value) for f, value in pairs if f.type == "lookup"}, found)
    _find_people(session, {value for f, value in pairs if f.type == "user"}, found)
    for record_type in {f.record for f, _ in pairs if f.type == "record" and f.record}:
        _find_records(session, record_type, {value for f, value in pairs if f.record == record_type}, found)
    return found


def met(session: Session, login: str) -> int | None:
    """Return the id of a user whom this program has looked up before, without asking the database; else None."""
    return _met.get(session.get_bind().engine, {}).get(login)


def unknown(described: Field, value: Any) -> str:
    """Return the message for a value that is not there."""
    if described.type == "user":
        return f"There is no active user “{value}” who works with records."
    if described.type == "lookup":
        return f"“{value}” is not a value of the lookup {described.lookup}."
    return f"There is no {described.record} {value}."


def _find_lookup_values(session: Session, wanted: set[tuple[str | None, Any]], found: References) -> None:
    if wanted:
        names, codes = zip(*wanted, strict=True)
        rows = session.connection().execute(LOOKUP_VALUES, {"b_lookups": list(names), "b_codes": list(codes)})
        found.lookup_values = {(row.lookup, row.code) for row in rows}


def _find_people(session: Session, logins: set[str], found: References) -> None:
    if logins:
        rows = session.connection().execute(PEOPLE, {"b_logins": list(logins)}).all()
        found.people = {row.login: row.id for row in rows}
        _met.setdefault(session.get_bind().engine, {}).update(found.people)
        found.active_people = {row.login for row in rows if row.may_own}


def _find_records(session: Session, record_type: str, ids: set[int], found: References) -> None:
    table = table_of(MODELS[record_type])
    rows = session.execute(select(table.c.id).where(table.c.id.in_(ids)))
    found.records |= {(record_type, row.id) for row in rows}
