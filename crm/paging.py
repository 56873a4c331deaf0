"""Lists of records, newest first, page by page, narrowed by filters. Pages are found by key, so they never shift."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm import filter_values
from crm.errors import Invalid
from crm.record_types import name_of, table_of
from db.base import Base
from db.paging import decode_cursor, encode_cursor, read_id, read_moment

Record = TypeVar("Record", bound=Base)
Filter = Callable[[Any], ColumnElement[bool]]
MOST = 500


class Page(NamedTuple, Generic[Record]):
    """One page of a list; `next_cursor` is None at its end."""

    items: list[Record]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Record]):
    """What can be listed, and by what: each filter turns a value from outside into a condition."""

    model: type[Record]
    filters: Mapping[str, Filter]


def find(
    session: Session,
    listing: Listing[Record],
    given: Mapping[str, Any],
    limit: int,
    cursor: str | None,
    within: ColumnElement[bool] | None,
) -> Page[Record]:
    """Return a page of records, newest first; `within` is what the asking person may see.

    Raises:
        crm.errors.Invalid: a filter, what it names, or the cursor is not one of ours.
    """
    table = table_of(listing.model)
    conditions = _conditions(session, listing, given)
    if within is not None:
        conditions.append(within)
    if cursor:
        conditions.append(tuple_(table.c.created_at, table.c.id) < _after(cursor))
    limit = max(1, min(limit, MOST))
    query = select(listing.model).where(*conditions).order_by(table.c.created_at.desc(), table.c.id.desc())
    found = list(session.scalars(query.limit(limit + 1)))
    return Page(found[:limit], _cursor_of(found[limit - 1]) if len(found) > limit else None)


def counts(
    session: Session,
    listing: Listing[Any],
    given: Mapping[str, Any],
    by: InstrumentedAttribute[str],
    within: ColumnElement[bool],
) -> dict[str, int]:
    """Return how many records of a list have each value of a column. Errors as `find`."""
    conditions = [*_conditions(session, listing, given), within]
    rows = session.execute(select(by, func.count()).where(*conditions).group_by(by))
    return {row[0]: row[1] for row in rows}


def _conditions(session: Session, listing: Listing[Any], given: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    known = {name: value for name, value in given.items() if name in listing.filters}
    errors = {name: ["There is no such filter."] for name in given.keys() - known.keys()}
    errors |= filter_values.unknown(session, name_of(listing.model), known)
    conditions = []
    for name, value in known.items():
        try:
            conditions.append(listing.filters[name](value))
        except Invalid as invalid:
            errors |= invalid.errors
    if errors:
        raise Invalid(errors)
    return conditions


def _cursor_of(record: Any) -> str:
    return encode_cursor([record.created_at.isoformat(), record.id])


def _after(cursor: str) -> Any:
    try:
        created_at, record_id = decode_cursor(cursor)
        return tuple_(read_moment(created_at), read_id(record_id))
    except (TypeError, ValueError):
        raise Invalid({"cursor": ["This cursor is not one of ours."]}) from None
