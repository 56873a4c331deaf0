"""Forms as the API and the pages show them: fields with labels, choices and the values they come filled in with."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from engine.definition import FormField, UserTaskDefinition
from engine.models import ProcessInstance
from tasks.forms import needed
from tasks.forms.choices import Choices
from tasks.forms.defaults import defaults_for
from tasks.forms.submission import is_asked, may_choose
from tasks.inbox.rows import one
from tasks.locks import record_of
from tasks.models import UserTask
from tasks.work import Work


def with_form(work: Work, task_id: int) -> dict[str, Any]:
    """Return a task with its `fields` and `results`; a completed one shows the values that were handed in."""
    return one(work, task_id) | form_of(work, task_id)


def form_of(work: Work, task_id: int) -> dict[str, Any]:
    """Return `{fields, results, requires, documentation}` of a task; empty for one made by hand.

    `requires` are the fields that its record needs first.
    """
    row = work.session.get_one(UserTask, task_id)
    definition = definition_of(work, row)
    if definition is None:
        return {"fields": [], "results": [], "requires": [], "documentation": None}
    choices = Choices(work.session)
    values = row.values if row.values is not None else _defaults(work, row, definition, choices)
    shown = shown_fields(_visible(definition, work), values, choices)
    results = [
        {"code": result.code, "name": result.name, "fields": _asked_for(shown, result.code)}
        for result in definition.results
        if may_choose(result, work.actor)
    ]
    return {
        "fields": shown,
        "results": results,
        "requires": needed.described(work, record_of(row), definition) if row.state == "open" else [],
        "documentation": definition.documentation,
    }


def definition_of(work: Work, row: UserTask) -> UserTaskDefinition | None:
    """Return what the model says about a task: in the version that its instance runs on."""
    if row.instance_id is None or row.called_key is None or row.element is None:
        return None
    version_id = work.session.scalars(
        select(ProcessInstance.version_id).where(ProcessInstance.id == row.instance_id)
    ).one()
    return work.app.specs.get(work.session, version_id).tasks.get((row.called_key, row.element))


def shown_fields(fields: Iterable[FormField], values: Mapping[str, Any], choices: Choices) -> list[dict[str, Any]]:
    """Return fields in the shape of the interface."""
    return [_shown(field, values.get(field.name), choices.of(field)) for field in fields]


def _shown(field: FormField, value: Any, choices: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "required": field.required,
        "required_for": list(field.required_for),
        "value": value,
        "choices": None if choices is None else [{"code": c, "name": n} for c, n in choices.items()],
        "results": list(field.results) if field.results is not None else None,
        "read_only": field.read_only,
        "help": field.help,
    }


def _visible(definition: UserTaskDefinition, work: Work) -> list[FormField]:
    return [
        field
        for field in definition.fields
        if any(is_asked(field, result, work.actor) for result in _codes(definition))
    ]


def _codes(definition: UserTaskDefinition) -> list[str | None]:
    return [result.code for result in definition.results] or [None]


def _asked_for(shown: list[dict[str, Any]], result: str) -> list[dict[str, Any]]:
    return [
        field | {"required": field["required"] or result in field["required_for"]}
        for field in shown
        if field["results"] is None or result in field["results"]
    ]


def _defaults(work: Work, row: UserTask, definition: UserTaskDefinition, choices: Choices) -> dict[str, Any]:
    defaults = defaults_for(work, record_of(row), row.data)
    return {field.name: defaults.of(field, choices) for field in definition.fields}
