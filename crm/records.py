"""What the services of all types of records share: save a new one, change one, find and show some."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm import changes, entry, fields, lookups, paging, presentation
from crm.changes import Author, Changed, Row
from crm.errors import Invalid, NotFound, StateForbids
from crm.paging import Listing, Page
from crm.record_types import MODELS, name_of, table_of
from db.base import Base

Record = TypeVar("Record", bound=Base)
INACTIVE, READ_ONLY = "inactive", "an inactive record is read-only"


@dataclass(frozen=True, slots=True)
class Service(Generic[Record]):
    """What can be done with every type of record; a type that does something its own way has a function for that."""

    listing: Listing[Record]

    def create(self, session: Session, values: Mapping[str, Any], by: Author) -> Record:
        """Save a new record.

        Raises:
            crm.errors.Invalid: with every error at its field.
        """
        model = self.listing.model
        return add(session, model, entry.accept_new(session, fields.of(name_of(model)), values), by)

    def update(
        self, session: Session, record_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
    ) -> Changed:
        """Change fields of a record and return old and new of the columns that became another.

        Raises:
            crm.errors.NotFound, crm.errors.Stale: as their names say.
            crm.errors.Invalid: with every error at its field.
            crm.errors.StateForbids: the record is inactive.
        """
        model = self.listing.model
        known = fields.of(name_of(model))
        needed = entry.columns_of(known, values) | {"active"}
        row = changes.lock(session, model, record_id, columns=sorted(needed), revision=revision)
        columns = entry.accept_changes(session, known, values, row)
        if columns.get("active") is not True:
            require_active(row)
        return changes.write(session, model, row, columns, by)

    def get(self, session: Session, record_id: int, within: ColumnElement[bool] | None = None) -> Record:
        """Return one record; `within` is what the asking person may see.

        Raises:
            crm.errors.NotFound: there is no such record, or not within.
        """
        model = self.listing.model
        if within is None:
            found = session.get(model, record_id)
        else:
            found = session.scalars(select(model).where(table_of(model).c.id == record_id, within)).one_or_none()
        if found is None:
            raise NotFound(name_of(model), record_id)
        return found

    def find(
        self,
        session: Session,
        given: Mapping[str, Any],
        limit: int = 50,
        cursor: str | None = None,
        within: ColumnElement[bool] | None = None,
    ) -> Page[Record]:
        """Return a page of records, newest first, narrowed by the filters of the listing: a value, or a list of values.

        Errors as `crm.paging.find`.
        """
        return paging.find(session, self.listing, given, limit, cursor, within)

    def as_dict(self, session: Session, found: Sequence[Record]) -> list[dict[str, Any]]:
        """Return records as the interface shows them."""
        return presentation.as_dicts(session, self.listing.model, found)


def add(session: Session, model: type[Record], columns: Mapping[str, Any], by: Author, **untold: Any) -> Record:
    """Save a new record with the columns given, and write that into history, except for the `untold` ones."""
    record = model(**columns, **untold, created_by=by.actor_id)
    session.add(record)
    session.flush()
    changes.record_created(session, model, record.id, columns, by)  # type: ignore[attr-defined]
    return record


def require_active(row: Row, what: str = "Edit") -> None:
    """Refuse to change a record that is inactive, hence read-only: for people, processes and imports alike.

    Raises:
        crm.errors.StateForbids
    """
    if not row["active"]:
        raise StateForbids(what, INACTIVE, ["activate"], READ_ONLY)


def require_active_one(session: Session, record_type: str, record_id: int, what: str) -> None:
    """Refuse to write about a record that is inactive. Errors as `require_active`."""
    table = table_of(MODELS[record_type])
    active = session.scalar(select(table.c.active).where(table.c.id == record_id))
    require_active({"active": active is not False}, what)


def first_code(session: Session, lookup: str, field: str) -> str:
    """Return the code with which a new record begins in a field: the first of a lookup.

    Raises:
        crm.errors.Invalid: the lookup is empty.
    """
    first = lookups.first(session, lookup)
    if first is None:
        raise Invalid({field: [f"The lookup {lookup} is empty."]})
    return first.code
