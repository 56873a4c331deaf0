"""What the services of all types of records share: save a new one, change one, find one."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm import changes, entry, fields
from crm.changes import Author, Changed, Row
from crm.errors import NotFound, StateForbids
from crm.record_types import name_of, table_of
from db.base import Base

Record = TypeVar("Record", bound=Base)


def add(session: Session, model: type[Record], columns: Mapping[str, Any], by: Author, **untold: Any) -> Record:
    """Save a new record with the columns given, and write that into history, except for the `untold` ones."""
    record = model(**columns, **untold, created_by=by.actor_id)
    session.add(record)
    session.flush()
    changes.record_created(session, model, record.id, columns, by)  # type: ignore[attr-defined]
    return record


def get(session: Session, model: type[Record], record_id: int, within: ColumnElement[bool] | None = None) -> Record:
    """Return one record; `within` is what the asking person may see.

    Raises:
        crm.errors.NotFound: there is no such record, or not within.
    """
    if within is None:
        found = session.get(model, record_id)
    else:
        found = session.scalars(select(model).where(table_of(model).c.id == record_id, within)).one_or_none()
    if found is None:
        raise NotFound(name_of(model), record_id)
    return found


def revise(
    session: Session, model: type[Base], record_id: int, values: Mapping[str, Any], by: Author, revision: int | None
) -> Changed:
    """Change fields of a record and return old and new of the columns that became another.

    Raises:
        crm.errors.NotFound, crm.errors.Stale: as their names say.
        crm.errors.Invalid: with every error at its field.
        crm.errors.StateForbids: the record is inactive, and a person, not a process, wants to change it.
    """
    known = fields.of(name_of(model))
    needed = entry.columns_of(known, values) | ({"active"} & set(table_of(model).c.keys()))
    row = changes.lock(session, model, record_id, columns=sorted(needed), revision=revision)
    columns = entry.accept_changes(session, known, values, row)
    if columns.get("active") is not True:
        require_active(row, by)
    return changes.write(session, model, row, columns, by)


def require_active(row: Row, by: Author) -> None:
    """Refuse to change an inactive record; a process that runs goes on all the same."""
    if not row.get("active", True) and by.process_element is None:
        raise StateForbids("Edit", "inactive", ["activate"], "an inactive record is read-only")
