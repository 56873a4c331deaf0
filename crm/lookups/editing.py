"""Edits lookups. Codes never change, because records and models refer to them; a value in use is never deleted."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from crm import changes, entry
from crm.changes import Author
from crm.errors import Invalid, StateForbids
from crm.fields import Field, used_by_lookup
from crm.lookups.kinds import ALL, Kind, kind
from crm.lookups.reading import LOOKUP, LookupValue, forget, get, value
from crm.models import Lookup
from crm.plain import plain
from crm.record_types import MODELS, table_of

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
OWN = {
    "code": Field("code", "Code", max_length=60, at_creation=""),
    "name": Field("name", "Name", required=True),
    "position": Field("position", "Position", "number", defaulted=True),
    "active": Field("active", "Active", "boolean", defaulted=True),
}
MOST_USES_TOLD = 3


def create(session: Session, name: str, values: Mapping[str, Any], by: Author) -> LookupValue:
    """Add a value (`code`, `name`, `position`, `active`, `attributes`) to a lookup.

    Raises:
        crm.errors.UnknownLookup: there is no such lookup.
        crm.errors.Invalid: with every error at its field.
    """
    described = kind(name)
    given = dict(values) if name != "lead-stage-transitions" else _named_transition(values)
    columns = _accepted(session, described, given, None)
    columns["code"] = code = _new_code(session, name, columns.get("code"), columns["name"])
    last = select(func.coalesce(func.max(LOOKUP.c.position), 0) + 1).where(LOOKUP.c.lookup == name).scalar_subquery()
    row = {"lookup": name, "position": last, "active": True, "attributes": {}, **columns}
    value_id = session.execute(insert(LOOKUP).values(**row).returning(LOOKUP.c.id)).scalar_one()
    forget(session, name)
    changes.record_created(session, Lookup, value_id, {"lookup": name, **columns}, by)
    created = value(session, name, code)
    assert created is not None
    return created


def update(
    session: Session, value_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> LookupValue:
    """Change name, position, active or attributes (those that are given) of a value.

    Raises:
        crm.errors.NotFound, crm.errors.Stale, crm.errors.Invalid: as their names say.
    """
    row = changes.lock(session, Lookup, value_id, revision=revision)
    columns = _accepted(session, kind(row["lookup"]), values, row)
    changes.write(session, Lookup, row, columns, by)
    forget(session, row["lookup"])
    return get(session, value_id)


def delete(session: Session, value_id: int, by: Author) -> None:
    """Delete a value that nothing refers to.

    Raises:
        crm.errors.StateForbids: it is in use; says where.
    """
    row = changes.lock(session, Lookup, value_id)
    uses = _uses(session, row["lookup"], row["code"])
    if uses:
        reason = f"“{row['name']}” is used by {', '.join(uses)}"
        raise StateForbids("Delete", "in use", ["set it inactive"], reason)
    session.execute(delete_from(LOOKUP).where(LOOKUP.c.id == value_id))
    forget(session, row["lookup"])
    changes.record_deleted(session, Lookup, value_id, {name: row[name] for name in ("lookup", "code", "name")}, by)


def set_order(session: Session, name: str, codes: Sequence[str], by: Author) -> None:
    """Put the values of a lookup in the order of their codes; values that are not named come after them."""
    kind(name)
    rows = session.execute(select(LOOKUP.c.id, LOOKUP.c.code, LOOKUP.c.position).where(LOOKUP.c.lookup == name)).all()
    places = {code: place for place, code in enumerate(codes)}
    ordered = sorted(rows, key=lambda row: (places.get(row.code, len(places)), row.position))
    for position, row in enumerate(ordered, start=1):
        changes.change(session, Lookup, row.id, {"position": position}, by)
    forget(session, name)


def _accepted(session: Session, described: Kind, values: Mapping[str, Any], current: Any) -> dict[str, Any]:
    own = {name: given for name, given in values.items() if name != "attributes"}
    columns, errors = _try(session, OWN, own, current)
    if "attributes" in values or (current is None and described.attributes):
        before = dict(current["attributes"]) if current is not None else {}
        given = {} if values.get("attributes") is None else values["attributes"]
        attributes, wrong = _try_attributes(session, described, given, before if current is not None else None)
        columns["attributes"] = {**before, **plain(attributes)}
        errors |= {f"attributes.{name}": messages for name, messages in wrong.items()}
    if errors:
        raise Invalid(errors)
    return columns


def _try_attributes(
    session: Session, described: Kind, given: Any, current: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    if not isinstance(given, Mapping):
        raise Invalid({"attributes": ["Enter an object."]})
    return _try(session, {field.name: field for field in described.attributes}, given, current)


def _try(
    session: Session, fields: Mapping[str, Field], values: Mapping[str, Any], current: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    try:
        if current is None:
            return entry.accept_new(session, fields, values), {}
        return entry.accept_changes(session, fields, values, current), {}
    except Invalid as invalid:
        return {}, invalid.errors


def _named_transition(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a transition with the code and the name that its two stages give it."""
    attributes = values.get("attributes")
    ends = attributes if isinstance(attributes, Mapping) else {}
    code, name = f"{ends.get('from')}--{ends.get('to')}", f"{ends.get('from')} → {ends.get('to')}"
    return {**values, "code": values.get("code") or code, "name": values.get("name") or name}


def _new_code(session: Session, lookup: str, code: str | None, name: str) -> str:
    wanted = code or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
    if lookup != "lead-stage-transitions" and not CODE.fullmatch(wanted):
        raise Invalid({"code": ["Enter a code of letters, digits, hyphens, dots and underscores."]})
    if value(session, lookup, wanted) is not None:
        raise Invalid({"code": [f"The lookup has “{wanted}” already."]})
    return wanted


def _uses(session: Session, lookup: str, code: str) -> list[str]:
    """Return where a value is used, in words: by records, and by values of other lookups."""
    uses = []
    for record_type, column in used_by_lookup(lookup):
        table = table_of(MODELS[record_type])
        used = session.scalar(select(func.count()).select_from(table).where(table.c[column] == code))
        if used:
            uses.append(f"{used} {record_type}{'s' if used > 1 else ''}")
    for other in ALL:
        for field in (field for field in other.attributes if field.lookup == lookup):
            uses += _used_by_values(session, other.name, field.name, code)
    return uses


def _used_by_values(session: Session, lookup: str, attribute: str, code: str) -> list[str]:
    by_attribute = LOOKUP.c.attributes.contains({attribute: code})
    used = select(LOOKUP.c.name).where(LOOKUP.c.lookup == lookup, by_attribute).order_by(LOOKUP.c.position)
    names = list(session.scalars(used))
    told = ", ".join(f"“{name}”" for name in names[:MOST_USES_TOLD])
    return [f"{lookup} {told}{', …' if len(names) > MOST_USES_TOLD else ''}"] if names else []
