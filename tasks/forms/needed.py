"""Fields of the record that have to be filled in before a user task can be completed: the model's `requires`."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm import fields
from crm.fields import Field
from engine.definition import Choice, FormField, UserTaskDefinition
from engine.ports import RecordKey
from tasks.forms.choices import Choices
from tasks.work import Work

EMPTY = (None, "")


def missing(work: Work, record: RecordKey, definition: UserTaskDefinition, result: str | None) -> list[str]:
    """Return the names of the fields that the record lacks to have a task completed with a result.

    Nothing holds up whoever tries a process out: the record of a dry run is made up, and cannot be edited.
    """
    needs = () if work.actor.trying else definition.needs(result)
    values = _values(work, record) if needs else {}
    return [name for name in needs if values.get(name) in EMPTY]


def refusals(record_type: str, names: Iterable[str]) -> dict[str, list[str]]:
    """Return the message for each field that a record lacks."""
    return {name: [f"The {record_type} needs this first: {label(record_type, name)}."] for name in names}


def label(record_type: str, name: str) -> str:
    """Return what a field of a record is called."""
    described = fields.of(record_type).get(name)
    return described.label if described else name.replace("_", " ").capitalize()


def described(work: Work, record: RecordKey, definition: UserTaskDefinition) -> list[dict[str, Any]]:
    """Return the fields of the record that a task needs, as forms show them; `results`: for which; `missing`: still."""
    values: Mapping[str, Any] = _values(work, record) if definition.requires or definition.requires_for else {}
    wanted = dict.fromkeys(definition.requires)
    further = [name for names in definition.requires_for.values() for name in names if name not in wanted]
    results = {**wanted, **{name: _results_that_need(definition, name) for name in further}}
    return [_shown(work, record.type, name, values.get(name), codes) for name, codes in results.items()]


def _values(work: Work, record: RecordKey) -> Mapping[str, Any]:
    found: Mapping[str, Any] = work.app.host.names(work.session, record, {}, work.actor.id)[record.type]
    return found


def _results_that_need(definition: UserTaskDefinition, name: str) -> list[str]:
    return [code for code, names in definition.requires_for.items() if name in names]


def _shown(work: Work, record_type: str, name: str, value: Any, results: list[str] | None) -> dict[str, Any]:
    field = _as_form_field(fields.of(record_type).get(name) or Field(name, label(record_type, name), "record"))
    choices = Choices(work.session).of(field)
    return {
        "name": name,
        "label": field.label,
        "type": field.type,
        "required": True,
        "value": value,
        "choices": None if choices is None else [{"code": code, "name": text} for code, text in choices.items()],
        "results": results,
        "read_only": field.read_only,
        "missing": value in EMPTY,
    }


def _as_form_field(field: Field) -> FormField:
    """Return a field of a record as one of a form; what refers to a record is chosen on the record's page."""
    choices = tuple(Choice(code, name) for code, name in field.choices) if field.type == "choice" else None
    return FormField(
        field.name, field.label, field.type, lookup=field.lookup, choices=choices, read_only=field.type == "record"
    )
