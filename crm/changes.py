"""The one way to change a record: under its row lock, with a history row for each field that became another.

Lock order: instances before user tasks before records; among records the lead first, then what was made from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Text, bindparam, column, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from crm.errors import NotFound, Stale
from crm.models import RecordChange
from crm.plain import plain
from crm.record_types import name_of, table_of
from db import clock
from db.base import Base
from db.prepared import Prepared

HISTORY = table_of(RecordChange)
CREATED, DELETED = "created", "deleted"
CIRCUMSTANCES = ("record_type", "record_id", "at", "actor_id", "address", "process_element", "task_id")
STATEMENTS_KEPT = 1000

Row = Mapping[str, Any]
Changed = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Author:
    """Who stands behind a change: a person (None: nobody), the step of a process, the user task, the address."""

    actor_id: int | None = None
    process_element: str | None = None
    task_id: int | None = None
    address: str | None = None


def change(
    session: Session,
    model: type[Base],
    record_id: int,
    values: Mapping[str, Any],
    by: Author,
    *,
    revision: int | None = None,
) -> Changed:
    """Set columns of a record and return old and new of those that became another; no change, no new revision.

    Raises:
        crm.errors.NotFound: there is no such record.
        crm.errors.Stale: the record is not at `revision` any more.
    """
    row = lock(session, model, record_id, columns=values, revision=revision)
    return write(session, model, row, values, by)


def lock(
    session: Session,
    model: type[Base],
    record_id: int,
    *,
    columns: Iterable[str] | None = None,
    revision: int | None = None,
) -> Row:
    """Lock a record until the transaction ends and return its columns as they are now (`columns`: only those).

    Raises: as `change`.
    """
    session.flush()
    names = tuple(table_of(model).c.keys() if columns is None else dict.fromkeys(("id", "revision", *columns)))
    found = _locking(model, names).run(session.connection(), {"b_id": record_id}).fetchone()
    if found is None:
        raise NotFound(name_of(model), record_id)
    row = dict(zip(names, found, strict=True))
    if revision is not None and row["revision"] != revision:
        raise Stale(name_of(model), record_id, row["revision"])
    return row


def write(session: Session, model: type[Base], row: Row, values: Mapping[str, Any], by: Author) -> Changed:
    """Set columns of a record that `lock` returned; otherwise as `change`."""
    changed: Changed = {name: (row[name], new) for name, new in values.items() if row[name] != new}
    if not changed:
        return changed
    record_id, now = row["id"], clock.now()
    told = [{"field": name, "old": plain(old), "new": plain(new)} for name, (old, new) in changed.items()]
    _writing(model, tuple(changed)).run(
        session.connection(),
        {
            **{f"b_{name}": new for name, (_old, new) in changed.items()},
            "b_id": record_id,
            "b_revision": row["revision"] + 1,
            "b_updated_at": now,
            **{f"h_{name}": value for name, value in _circumstances(name_of(model), record_id, by).items()},
            "h_changes": told,
        },
    )
    loaded = session.identity_map.get(identity_key(model, record_id))
    if loaded is not None:
        session.expire(loaded)
    return changed


def record_created(session: Session, model: type[Base], record_id: int, values: Mapping[str, Any], by: Author) -> None:
    """Write into history that a record was created, and with what."""
    given = {name: value for name, value in values.items() if value is not None}
    log(session, name_of(model), record_id, (CREATED, None, given), by)


def record_deleted(session: Session, model: type[Base], record_id: int, values: Mapping[str, Any], by: Author) -> None:
    """Write into history that a record was deleted, and what it was."""
    log(session, name_of(model), record_id, (DELETED, values, None), by)


def note(session: Session, model: type[Base], record_id: int, change: tuple[str, Any, Any], by: Author) -> None:
    """Write into history a change (field, old, new) of something that is no column of the record."""
    log(session, name_of(model), record_id, change, by)


def log(session: Session, record_type: str, record_id: int | None, change: tuple[str, Any, Any], by: Author) -> None:
    """Add one entry (field or event, old, new) about anything to the log; without id, about no one record."""
    field, old, new = change
    row = {**_circumstances(record_type, record_id, by), "field": field, "old": plain(old), "new": plain(new)}
    session.execute(insert(HISTORY), row)


def logging_with(record_type: str, field: str) -> Insert:
    """Return the statement that logs an event, as part of another one; its parameters begin with `l_`.

    They are `l_id`, `l_at`, `l_by`, `l_address`, and `l_facts`.
    """
    fixed = {"record_type": record_type, "field": field}
    given = {"record_id": "l_id", "at": "l_at", "actor_id": "l_by", "address": "l_address", "new": "l_facts"}
    bound = {name: bindparam(parameter, type_=HISTORY.c[name].type) for name, parameter in given.items()}
    return insert(HISTORY).values({**fixed, **bound})


def _circumstances(record_type: str, record_id: int | None, by: Author) -> dict[str, Any]:
    return {
        "record_type": record_type,
        "record_id": record_id,
        "at": clock.now(),
        "actor_id": by.actor_id,
        "address": by.address,
        "process_element": by.process_element,
        "task_id": by.task_id,
    }


@lru_cache(maxsize=STATEMENTS_KEPT)
def _locking(model: type[Base], columns: tuple[str, ...]) -> Prepared:
    table = table_of(model)
    wanted = (table.c[name] for name in columns)
    return Prepared(select(*wanted).where(table.c.id == bindparam("b_id")).with_for_update())


@lru_cache(maxsize=STATEMENTS_KEPT)
def _writing(model: type[Base], columns: tuple[str, ...]) -> Prepared:
    """Return the one statement that changes columns of a record and adds the history rows."""
    table = table_of(model)
    values = {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in (*columns, "revision", "updated_at")}
    changed = update(table).where(table.c.id == bindparam("b_id")).values(values).cte("changed")
    fields = func.jsonb_to_recordset(bindparam("h_changes", type_=JSONB)).table_valued(
        column("field", Text), column("old", JSONB), column("new", JSONB)
    )
    told = fields.render_derived(name="told", with_types=True)
    shared = [bindparam(f"h_{name}", type_=HISTORY.c[name].type) for name in CIRCUMSTANCES]
    rows = select(*shared, told.c.field, told.c.old, told.c.new).add_cte(changed)
    return Prepared(insert(HISTORY).from_select([*CIRCUMSTANCES, "field", "old", "new"], rows, include_defaults=False))
