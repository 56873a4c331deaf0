"""Reads what a user task says about its form, its results and who does it."""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.definition import Choice, FormField, Result, UserTaskDefinition
from engine.reading.lists import codes, templates
from engine.reading.model import Node
from engine.reading.namespaces import bpmn, camunda, extensions, flag, text
from engine.reading.timers import is_duration

RESULT = "result"
ROLES_OF_RESULT = "roles."
REQUIRES, REQUIRES_FOR_RESULT = "requires", "requires."
# What modelling tools offer under other names, and what it is called here.
TYPES = {"string": "text", "long": "number", "integer": "number", "double": "number", "enum": "choice"}
ALLOWED_IF, ALLOWED_HINT = "allowedIf", "allowedHint"
NAME_OF_RESULT = "name"
OWN_PROPERTIES = frozenset({"category", "showInCalendar", "suggested", "action", ALLOWED_IF, ALLOWED_HINT, REQUIRES})


def read_user_task(node: Node, process_key: str) -> UserTaskDefinition:
    """Return a user task as modelled; nothing is judged here, unknown types stay as they are written."""
    fields = list(form_fields(node))
    own = node.properties
    result = next((field for field in fields if field.get("id") == RESULT), None)
    return UserTaskDefinition(
        element=node.id,
        process_key=process_key,
        name=node.label,
        fields=tuple(_field(field) for field in fields if field.get("id") != RESULT),
        results=tuple(result for field in fields if field.get("id") == RESULT for result in _results(field)),
        assignee=node.xml.get(camunda("assignee")) or None,
        groups=templates(node.xml.get(camunda("candidateGroups"))),
        due=_due(node.xml.get(camunda("dueDate"))),
        priority=node.xml.get(camunda("priority")) or None,
        category=own.get("category") or None,
        show_in_calendar=flag(own.get("showInCalendar")),
        suggested=flag(own.get("suggested")),
        action=own.get("action") or None,
        allowed_if=own.get(ALLOWED_IF) or None,
        allowed_hint=own.get(ALLOWED_HINT) or None,
        result_name=RESULT if result is None else field_properties(result).get(NAME_OF_RESULT) or RESULT,
        result_label="Result" if result is None else result.get("label") or "Result",
        requires=codes(own.get(REQUIRES)),
        requires_for=_required_for_results(own),
        documentation=text(node.xml.find(bpmn("documentation"))) or None,
        properties={name: value for name, value in own.items() if not _has_meaning(name)},
    )


def _required_for_results(properties: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the fields of the record that each result needs, as the properties of a task name them."""
    return {
        name.removeprefix(REQUIRES_FOR_RESULT): codes(written)
        for name, written in properties.items()
        if name.startswith(REQUIRES_FOR_RESULT)
    }


def _has_meaning(name: str) -> bool:
    """Say whether a property of a task is one that is read here, and not one that its designer made up."""
    return name in OWN_PROPERTIES or name.startswith(REQUIRES_FOR_RESULT)


def form_fields(node: Node) -> Iterator[etree._Element]:
    """Yield the camunda:formField elements of a user task."""
    for form in extensions(node.xml, camunda("formData")):
        yield from form.iterchildren(camunda("formField"))


def field_properties(field: etree._Element) -> dict[str, str]:
    """Return the properties of a form field."""
    return {
        item.get("id") or item.get("name") or "": item.get("value") or ""
        for holder in field.iterchildren(camunda("properties"))
        for item in holder.iterchildren(camunda("property"))
    }


def constraints(field: etree._Element) -> dict[str, str]:
    """Return the validation constraints of a form field; one without a setting is simply on."""
    return {
        item.get("name") or "": item.get("config") or "true"
        for holder in field.iterchildren(camunda("validation"))
        for item in holder.iterchildren(camunda("constraint"))
    }


def choices(field: etree._Element) -> tuple[Choice, ...]:
    """Return the values of a choice field."""
    values = field.iterchildren(camunda("value"))
    return tuple(Choice(value.get("id") or "", value.get("name") or value.get("id") or "") for value in values)


def _field(field: etree._Element) -> FormField:
    limits, own = constraints(field), field_properties(field)
    written = field.get("type") or ""
    kind = TYPES.get(written, written)
    return FormField(
        name=field.get("id") or "",
        label=field.get("label") or field.get("id") or "",
        type=kind,
        default=field.get("defaultValue") or None,
        required=flag(limits.get("required")),
        read_only=flag(limits.get("readonly")),
        minimum=limits.get("min"),
        maximum=limits.get("max"),
        min_length=_number(limits.get("minlength")),
        max_length=_number(limits.get("maxlength")),
        pattern=limits.get("pattern"),
        choices=choices(field) if kind == "choice" else None,
        lookup=own.get("lookup") or None,
        results=codes(own.get("results")) or None,
        required_for=codes(own.get("requiredFor")),
        roles=codes(own.get("roles")) or None,
        help=own.get("help") or None,
    )


def _results(field: etree._Element) -> Iterator[Result]:
    own = field_properties(field)
    for choice in choices(field):
        yield Result(choice.code, choice.name, codes(own.get(ROLES_OF_RESULT + choice.code)) or None)


def _due(written: str | None) -> str | None:
    if written and is_duration(written):
        return f"${{plus(now(), '{written.strip()}')}}"
    return written or None


def _number(written: str | None) -> int | None:
    return int(written) if written and written.strip().isdecimal() else None
