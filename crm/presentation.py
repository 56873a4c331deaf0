"""Records as the interface shows them: people by login, times and money as Python values that JSON writes one way."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import DateTime, Numeric, Table, Text, bindparam, func, literal_column, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import User
from crm.people.actors import logins as logins_of
from crm.record_types import name_of, table_of
from db.base import Base
from db.prepared import Prepared

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
def _by_id(model: type[Base]) -> Prepared:
    """Return the statement that reads one record as one JSON value: dozens of columns would cost more than the query."""
    table, users = table_of(model), table_of(User)
    people = [(name, column) for name, column, is_person in shown_columns(model) if is_person]
    hidden = [*(column for _name, column in people), *DERIVED.intersection(table.c.keys())]
    logins = {name: select(users.c.login).where(users.c.id == table.c[c]).scalar_subquery() for name, c in people}
    pairs = [part for pair in logins.items() for part in pair]
    row = func.to_jsonb(literal_column(f'"{table.name}"'), type_=JSONB)
    kept = row.op("-")(array(hidden, type_=Text))
    told = kept.op("||")(func.jsonb_build_object(*pairs))
    return Prepared(select(type_coerce(told, JSONB)).select_from(table).where(table.c.id == bindparam("b_id")))


@cache
def _columns_of(model: type[Base], kind: type[Any]) -> list[str]:
    return [column.name for column in table_of(model).c if isinstance(column.type, kind)]


def names(session: Session, model: type[Base], record_id: int) -> dict[str, Any]:
    """Return a record as expressions of models see it: JSON data, people by login, money as a number to reckon with.

    Raises:
        crm.errors.NotFound: there is no such record.
    """
    session.flush()
    row = _by_id(model).run(session.connection(), {"b_id": record_id}).fetchone()
    if row is None:
        raise NotFound(name_of(model), record_id)
    found: dict[str, Any] = row[0]
    for column in _columns_of(model, DateTime):
        if found[column] is not None:
            found[column] = found[column].replace("+00:00", "Z")
    for column in _columns_of(model, Numeric):
        if isinstance(found[column], float) and found[column].is_integer():
            found[column] = int(found[column])
    return found


def _ids(records: Iterable[Any], columns: Iterable[str]) -> Iterable[int | None]:
    names = list(columns)
    return (getattr(record, name) for record in records for name in names)


def _is_person(table: Table, column: str) -> bool:
    return any(key.column.table.name == PERSON for key in table.c[column].foreign_keys)


def _json_name(table: Table, column: str) -> str:
    return column.removesuffix("_id") if _is_person(table, column) else column
