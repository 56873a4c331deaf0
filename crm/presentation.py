"""Records as the interface shows them: people by login, times and money as Python values that JSON writes one way."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, select
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import User
from crm.people.actors import logins as logins_of
from crm.plain import plain
from crm.record_types import name_of, table_of
from db.base import Base

DERIVED = frozenset({"mobile_digits", "business_digits", "phone_digits", "name_key"})
PERSON = "app_user"


@cache
def shown_columns(model: type[Base]) -> list[tuple[str, str, bool]]:
    """Return JSON name, column, and whether it refers to a person; the id first."""
    table = table_of(model)
    shown = [column.key for column in table.columns if column.key not in DERIVED]
    columns = [(_json_name(table, name), name, _is_person(table, name)) for name in shown]
    return sorted(columns, key=lambda column: column[1] != "id")


def as_dicts(session: Session, model: type[Base], records: Sequence[Any]) -> list[dict[str, Any]]:
    """Return records (or rows) as the interface shows them, with one query for all people."""
    columns = shown_columns(model)
    person_columns = [column for _name, column, is_person in columns if is_person]
    logins = logins_of(session, _ids(records, person_columns))
    return [
        {
            name: logins.get(getattr(record, column)) if is_person else getattr(record, column)
            for name, column, is_person in columns
        }
        for record in records
    ]


@cache
def _by_id(model: type[Base]) -> Select[Any]:
    """Return the statement that reads one record with logins in place of people: one round trip."""
    table, users = table_of(model), table_of(User)
    chosen: list[ColumnElement[Any]] = []
    for name, column, is_person in shown_columns(model):
        login = select(users.c.login).where(users.c.id == table.c[column]).scalar_subquery()
        chosen.append((login if is_person else table.c[column]).label(name))
    return select(*chosen).where(table.c.id == bindparam("b_id"))


def names(session: Session, model: type[Base], record_id: int) -> dict[str, Any]:
    """Return a record as expressions of models see it: JSON data, people by login, money as a number to reckon with.

    Raises:
        crm.errors.NotFound: there is no such record.
    """
    row = session.execute(_by_id(model), {"b_id": record_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(name_of(model), record_id)
    return {name: _number(value) if isinstance(value, Decimal) else plain(value) for name, value in row.items()}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _ids(records: Iterable[Any], columns: Iterable[str]) -> Iterable[int | None]:
    names = list(columns)
    return (getattr(record, name) for record in records for name in names)


def _is_person(table: Table, column: str) -> bool:
    return any(key.column.table.name == PERSON for key in table.c[column].foreign_keys)


def _json_name(table: Table, column: str) -> str:
    return column.removesuffix("_id") if _is_person(table, column) else column
