"""The audit log as administrators read it: every change and event, with who, when and from which address."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from crm.audit.events import ACTIONS, CHANGED, EVENTS
from crm.errors import Invalid
from crm.history import Names
from crm.models import Lookup, RecordChange, Setting, User
from crm.people.actors import id_of
from crm.record_types import MODELS
from db.paging import decode_cursor, encode_cursor, read_id

RECORD_TYPES = (*MODELS, "process", "task", "feed_post", "activity", "audit_log")


def entries(
    session: Session, given: Mapping[str, Any], limit: int, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return entries of the log, newest first, and the cursor of the next page.

    `given` narrows them: `person` (login), `record_type`, `record_id`, `action`, `since`, `until`, `q` (text).
    Each entry is `{id, at, actor, actor_name, address, record_type, record_id, record_name, action, field, label, old,
    new, process_element, task_id}`.

    Raises:
        crm.errors.Invalid: a filter or the cursor names nothing.
    """
    query = select(RecordChange, User.login, User.name).outerjoin(User, User.id == RecordChange.actor_id)
    conditions = _conditions(session, given)
    if cursor:
        conditions.append(RecordChange.id < _before(cursor))
    rows = session.execute(query.where(*conditions).order_by(RecordChange.id.desc()).limit(limit + 1)).all()
    found, more = rows[:limit], len(rows) > limit
    shown = _Shown(session, [row[0] for row in found])
    items = [shown.entry(change, login, name) for change, login, name in found]
    return items, encode_cursor([found[-1][0].id]) if more else None


class _Shown:
    """Entries as people read them; the names in them are looked up once for all entries of a type."""

    def __init__(self, session: Session, rows: Iterable[RecordChange]) -> None:
        by_type = groupby(sorted(rows, key=_type), _type)
        of_types = {record_type: list(of_type) for record_type, of_type in by_type}
        self.names = {name: Names(session, name, of_type) for name, of_type in of_types.items()}
        self.known = {name: _record_names(session, name, of_type) for name, of_type in of_types.items()}

    def entry(self, row: RecordChange, login: str | None, name: str | None) -> dict[str, Any]:
        names, is_event = self.names[row.record_type], row.field in EVENTS
        return {
            "id": row.id,
            "at": row.at,
            "actor": login,
            "actor_name": name,
            "address": row.address,
            "record_type": row.record_type,
            "record_id": row.record_id,
            "record_name": self.known[row.record_type].get(row.record_id) or _told_name(row),
            "action": row.field if is_event else CHANGED,
            "field": None if is_event else names.field(row.field),
            "label": None if is_event else names.label(row.field),
            "old": names.facts(row.old)
            if is_event
            else names.of(row.field, row.old) or names.plain(row.field, row.old),
            "new": names.facts(row.new)
            if is_event
            else names.of(row.field, row.new) or names.plain(row.field, row.new),
            "process_element": row.process_element,
            "task_id": row.task_id,
        }


def _type(row: RecordChange) -> str:
    return row.record_type


def _record_names(session: Session, record_type: str, rows: Iterable[RecordChange]) -> dict[int | None, str]:
    """Return what people call the records of some entries."""
    model: Any = MODELS.get(record_type)
    if model is None:
        return {}
    name = {Setting: Setting.code, User: User.login, Lookup: Lookup.lookup + ": " + Lookup.name}.get(model)
    if name is None:
        name = model.number if hasattr(model, "number") else model.name
    ids = {row.record_id for row in rows if row.record_id is not None}
    return {row.id: str(row[1]) for row in session.execute(select(model.id, name).where(model.id.in_(ids)))}


def _told_name(row: RecordChange) -> str | None:
    """Return the name that the facts of an event tell, where the record is none of this package or is gone."""
    facts = row.new or row.old
    told = facts if isinstance(facts, dict) else {}
    name = next((told[fact] for fact in ("key", "subject", "name", "login") if told.get(fact)), None)
    return str(name) if name is not None else None


def _conditions(session: Session, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    made = {name: CONDITIONS[name](value) for name, value in given.items() if name in CONDITIONS}
    errors = _unknown(given)
    if given.get("person"):
        person = id_of(session, given["person"])
        errors |= {} if person else {"person": [f"There is no user “{given['person']}”."]}
        made["person"] = RecordChange.actor_id == person
    if errors:
        raise Invalid(errors)
    return list(made.values())


def _unknown(given: Mapping[str, Any]) -> dict[str, list[str]]:
    choices = {"action": ACTIONS, "record_type": RECORD_TYPES}
    wrong = {name: given[name] for name in choices if given.get(name) is not None and given[name] not in choices[name]}
    return {name: [f"“{value}” is none of {', '.join(choices[name])}."] for name, value in wrong.items()}


def _of_action(action: str) -> ColumnElement[bool]:
    return RecordChange.field.not_in(EVENTS) if action == CHANGED else RecordChange.field == action


def _with_words(words: str) -> ColumnElement[bool]:
    places = (RecordChange.field, RecordChange.process_element, RecordChange.address)
    values = (cast(RecordChange.old, Text), cast(RecordChange.new, Text))
    return or_(*(place.icontains(words, autoescape=True) for place in (*places, *values)))


def _since(moment: datetime) -> ColumnElement[bool]:
    return RecordChange.at >= moment


def _until(moment: datetime) -> ColumnElement[bool]:
    return RecordChange.at < moment


CONDITIONS: Mapping[str, Any] = {
    "record_type": lambda value: RecordChange.record_type == value,
    "record_id": lambda value: RecordChange.record_id == value,
    "action": _of_action,
    "since": _since,
    "until": _until,
    "q": _with_words,
}


def _before(cursor: str) -> int:
    try:
        [entry_id] = decode_cursor(cursor)
        return read_id(entry_id)
    except (TypeError, ValueError):
        raise Invalid({"cursor": ["This cursor is not one of ours."]}) from None
