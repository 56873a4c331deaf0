"""History of a record, as people read it: who changed what from what to what, with names in place of codes and ids."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import fields, lookups, rights
from crm.changes import CREATED, DELETED
from crm.fields import Field
from crm.models import RecordChange, User
from crm.people import Actor, logins
from crm.record_types import MODELS, table_of

LABELS = {
    CREATED: "Created",
    DELETED: "Deleted",
    "active": "Active",
    "score": "Score",
    "score_band": "Score band",
    "state": "State",
    "lost_reason": "Reason for losing",
    "closed_at": "Closed",
    "qualified_at": "Qualified",
    "handed_over_at": "Handed over",
    "opportunity_id": "Opportunity",
    "order_id": "Order",
}
NAME_COLUMNS = {"lead": "title", "contact": "name", "account": "name", "opportunity": "name", "order": "number"}
RECORD_COLUMNS = {f"{record_type}_id": record_type for record_type in NAME_COLUMNS}


def of(
    session: Session,
    record_type: str,
    record_id: int,
    limit: int = 200,
    before: int | None = None,
    reader: Actor | None = None,
) -> list[dict[str, Any]]:
    """Return what happened to a record, newest first; `before` is the id of a row.

    Linked records that the `reader` may not see are not named.

    Each is `{id, at, actor, actor_name, field, label, old, new, old_name, new_name, process_element, task_id}`: values
    are JSON data as kept, `*_name` what people call them (None where the value speaks for itself).
    """
    query = (
        select(RecordChange, User.login, User.name)
        .outerjoin(User, User.id == RecordChange.actor_id)
        .where(RecordChange.record_type == record_type, RecordChange.record_id == record_id)
    )
    if before is not None:
        query = query.where(RecordChange.id < before)
    rows = session.execute(query.order_by(RecordChange.id.desc()).limit(limit)).all()
    names = Names(session, record_type, [change for change, _login, _name in rows], reader)
    return [_shown(change, login, name, names) for change, login, name in rows]


class Names:
    """What people call the values in some rows of history; users and records are looked up once for all rows."""

    def __init__(
        self, session: Session, record_type: str, changes: Iterable[RecordChange], reader: Actor | None = None
    ) -> None:
        self.session, self.reader = session, reader
        described = fields.FIELDS.get(record_type, ())
        self.fields: dict[str, Field] = {field.column: field for field in described}
        self.named: dict[tuple[str, int], str] = {}
        self.logins: dict[Any, str] = {}
        wanted: dict[str, set[int]] = {}
        for column, value in _values(changes):
            kind = self._refers_to(column)
            if kind is not None and isinstance(value, int):
                wanted.setdefault(kind, set()).add(value)
        for kind, ids in wanted.items():
            self._look_up(kind, ids)
        self.logins.update(logins(session, wanted.get("user", ())))

    def label(self, column: str) -> str:
        """Return what people call a field."""
        field = self.fields.get(column)
        return field.label if field else LABELS.get(column, column.replace("_", " ").capitalize())

    def field(self, column: str) -> str:
        """Return the name of a field in the interface: people are fields without `_id`."""
        return column.removesuffix("_id") if self._refers_to(column) == "user" else column

    def plain(self, column: str, value: Any) -> Any:
        """Return a value as the interface gives it: people by login."""
        return self.logins.get(value, value) if self._refers_to(column) == "user" else value

    def facts(self, told: Any) -> Any:
        """Return the columns that a record was created or deleted with under the names of its fields, values as people call them."""
        if not isinstance(told, dict):
            return told
        return {self.field(name): self.of(name, value) or self.plain(name, value) for name, value in told.items()}

    def of(self, column: str, value: Any) -> str | None:
        """Return what people call a value; None where it speaks for itself."""
        kind = self._refers_to(column)
        if kind is not None:
            return self.named.get((kind, value)) if isinstance(value, int) else None
        field = self.fields.get(column)
        if field is not None and field.lookup and isinstance(value, str):
            found = lookups.value(self.session, field.lookup, value)
            return found.name if found else None
        return None

    def _refers_to(self, column: str) -> str | None:
        field = self.fields.get(column)
        if field is not None and field.type == "user":
            return "user"
        return RECORD_COLUMNS.get(column)

    def _look_up(self, kind: str, ids: set[int]) -> None:
        if self.reader is not None and kind in rights.MODELS:
            ids = rights.visible_ids(self.session, self.reader, kind, ids)
        table = table_of(MODELS[kind])
        name = table.c[NAME_COLUMNS.get(kind, "name")]
        for row in self.session.execute(select(table.c.id, name.label("name")).where(table.c.id.in_(ids))):
            self.named[kind, row.id] = str(row.name)


def _values(changes: Iterable[RecordChange]) -> Iterator[tuple[str, Any]]:
    """Yield the columns and values that rows of history tell of, those of a whole record one by one."""
    for change in changes:
        for told in (change.old, change.new):
            if change.field in (CREATED, DELETED) and isinstance(told, dict):
                yield from told.items()
            else:
                yield change.field, told


def _shown(change: RecordChange, login: str | None, name: str | None, names: Names) -> dict[str, Any]:
    return {
        "id": change.id,
        "at": change.at,
        "actor": login,
        "actor_name": name,
        "field": names.field(change.field),
        "label": names.label(change.field),
        "old": names.plain(change.field, change.old),
        "new": names.plain(change.field, change.new),
        "old_name": names.of(change.field, change.old),
        "new_name": names.of(change.field, change.new),
        "process_element": change.process_element,
        "task_id": change.task_id,
    }
