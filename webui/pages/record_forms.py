"""Forms of records, in the shape that forms of tasks have: made from the descriptions of fields in `crm.fields`."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm import fields, lookups
from crm.fields import Field
from crm.people import users
from tasks.work import Work
from webui.pages.names import person_name, record_name

DAYS = frozenset({"decision_at"})
"""Points in time of which people only know the day: kept as its first moment in UTC."""


def form_of(
    work: Work, record_type: str, names: Iterable[str], values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return fields of a type of record by name, with their choices and the values they come filled in with."""
    described = fields.of(record_type)
    return [shown(work, described[name], (values or {}).get(name)) for name in names]


def described_form(
    work: Work, described: Iterable[Field], values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return fields that belong to no type of record, such as those of lookups and settings."""
    return [shown(work, field, (values or {}).get(field.name)) for field in described]


def group_names(record_type: str, group: str | None) -> list[str]:
    """Return the names of the fields that stand under a heading; fields that change by an action only are left out."""
    return [
        name
        for name, field in fields.of(record_type).items()
        if _stands_under(field, group) and field.at_creation is None and name != "active"
    ]


def _stands_under(field: Field, group: str | None) -> bool:
    return field.group == group or (group is not None and field.also == group)


def groups_of(record_type: str) -> list[str | None]:
    """Return the headings of a type of record, in order; None stands for the fields without one."""
    return list(dict.fromkeys(field.group for field in fields.of(record_type).values()))


def shown(work: Work, field: Field, value: Any) -> dict[str, Any]:
    """Return one field in the shape of the interface."""
    return {
        "name": field.name,
        "label": field.label,
        "type": "date" if field.name in DAYS else field.type,
        "required": field.required,
        "value": ", ".join(value or ()) if field.many else value,
        "choices": _choices(work, field, value),
        "results": None,
        "read_only": False,
        "help": "Separate several by commas." if field.many else None,
        "input": {"email": "email", "phone": "tel"}.get(field.form or "") if not field.many else None,
        "record": field.record,
        "record_name": record_name(field.record, value) if field.record and isinstance(value, int) else "",
        "many": field.many,
        "form": field.form,
    }


def _choices(work: Work, field: Field, value: Any) -> list[dict[str, str]] | None:
    offered = _offered(work, field)
    if offered is None:
        return None
    if value and value not in offered:
        # What a record holds stays choosable, even if it was set inactive since.
        name = person_name(value) if field.type == "user" else value
        offered = {**offered, value: name}
    return [{"code": code, "name": name} for code, name in offered.items()]


def _offered(work: Work, field: Field) -> dict[str, str] | None:
    if field.type == "lookup" and field.lookup:
        return lookups.choices(work.session, field.lookup)
    if field.type == "user":
        return {user["login"]: user["name"] for user in users(work.session, active=True)}
    return dict(field.choices) if field.choices else None
