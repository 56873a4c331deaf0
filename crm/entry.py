"""Reads what was entered into fields: every value is cleaned, checked, and every error told at once at its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from crm import references
from crm.errors import Invalid
from crm.fields import Field
from crm.readers import Unfit, read

REQUIRED = "This field is required."


@dataclass(slots=True)
class Entry:
    """Values on their way from fields to columns, and the errors found so far."""

    columns: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, name: str, message: str) -> None:
        """Note an error at a field."""
        self.errors.setdefault(name, []).append(message)


def accept_new(session: Session, fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a new record.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    defaulted = {name for name, described in fields.items() if described.defaulted}
    entry = _read(fields, {name: value for name, value in values.items() if value is not None or name not in defaulted})
    for name, described in fields.items():
        if described.required and name not in values:
            entry.refuse(name, REQUIRED)
    return _referred(session, fields, values, entry, {})


def accept_changes(
    session: Session, fields: Mapping[str, Field], values: Mapping[str, Any], current: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the columns to change; what is as in `current` (columns) is taken even if it could not be chosen anew.

    Raises: as `accept_new`.
    """
    entry = _read(fields, values)
    for name in values.keys() & fields.keys():
        action = fields[name].at_creation
        if action is not None and name not in entry.errors and not _same(fields[name], entry.columns, current):
            entry.refuse(name, f"This changes by the action {action} only." if action else "This cannot be changed.")
    return _referred(session, fields, values, entry, current)


def columns_of(fields: Mapping[str, Field], names: Iterable[str]) -> set[str]:
    """Return the columns of the named fields; names that are no fields have none."""
    return {fields[name].column for name in names if name in fields}


def _read(fields: Mapping[str, Field], values: Mapping[str, Any]) -> Entry:
    entry = Entry()
    for name, value in values.items():
        described = fields.get(name)
        if described is None:
            entry.refuse(name, "There is no such field.")
            continue
        try:
            cleaned = read(described, value)
        except Unfit as unfit:
            entry.refuse(name, str(unfit))
            continue
        if cleaned is None and (described.required or described.defaulted):
            entry.refuse(name, REQUIRED)
        entry.columns[described.column] = cleaned
    return entry


def _referred(
    session: Session,
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    entry: Entry,
    current: Mapping[str, Any],
) -> dict[str, Any]:
    """Check what the values refer to (lookups, people, records) and turn logins into ids."""
    new = []
    for described, value in _referring(fields, values, entry):
        if described.type == "user":
            entry.columns[described.column] = references.met(session, value)
        if not _same(described, entry.columns, current):
            new.append((described, value))
    found = references.find(session, new)
    for described, value in new:
        if described.type == "user":
            entry.columns[described.column] = found.people.get(value)
        if not found.has(described, value) and not _same(described, entry.columns, current):
            entry.refuse(described.name, references.unknown(described, value))
    if entry.errors:
        raise Invalid(entry.errors)
    return entry.columns


def _referring(fields: Mapping[str, Field], values: Mapping[str, Any], entry: Entry) -> Iterable[tuple[Field, Any]]:
    for described in (fields[name] for name in values if name in fields):
        value = entry.columns.get(described.column)
        if described.type in references.TYPES and value is not None:
            yield described, value


def _same(described: Field, columns: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    value = columns.get(described.column)
    return value is not None and current.get(described.column) == value
