"""Forms of user tasks: fields that can be shown, filled in and referred to."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree

from engine.checks.registry import Finding, rule
from engine.checks.starts import RECORDS
from engine.checks.suggestions import suggest
from engine.checks.surroundings import Surroundings
from engine.definition import FIELD_TYPES
from engine.reading.forms import (
    NAME_OF_RESULT,
    REQUIRES_FOR_RESULT,
    RESULT,
    ROLES_OF_RESULT,
    TYPES,
    choices,
    constraints,
    field_properties,
    form_fields,
    read_user_task,
)
from engine.reading.lists import codes, templates
from engine.reading.model import Model, Node
from engine.reading.namespaces import camunda

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
CONSTRAINTS = frozenset({"required", "readonly", "min", "max", "minlength", "maxlength", "pattern"})
OF_RESULT = frozenset({NAME_OF_RESULT})
PROPERTIES = frozenset({"lookup", "results", "requiredFor", "roles", "help"})
# A repetition inside a repeated group can take exponential time on a text that nearly fits.
NESTED_REPETITION = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]")
MAX_PATTERN = 200


@rule("field-name")
def check_names(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A field's name can be used in expressions."""
    for field in _fields(model):
        name = field.get("id") or ""
        if not NAME.fullmatch(name):
            yield field, f"“{name}” cannot be the id of a field: use letters, digits and underscores, a letter first."


@rule("duplicate-field")
def check_duplicates(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The names of a form's fields differ."""
    for node in model.tagged("userTask"):
        seen: set[str] = set()
        for field in form_fields(node):
            name = field.get("id") or ""
            if name in seen:
                yield field, f"“{node.label}” has two fields with the id “{name}”: rename one of them."
            seen.add(name)


@rule("field-type")
def check_types(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The type of a field is one that forms can show."""
    for field in _fields(model):
        written = field.get("type") or ""
        if TYPES.get(written, written) not in FIELD_TYPES:
            yield (
                field,
                f"The field “{field.get('id')}” has the unknown type “{written}”: {suggest(written, FIELD_TYPES)}.",
            )


@rule("field-choices")
def check_choices(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A choice field has values, each with its own code."""
    for field in _fields(model):
        values = [choice.code for choice in choices(field)]
        if TYPES.get(field.get("type") or "", field.get("type")) == "choice":
            if not values:
                yield field, f"The field “{field.get('id')}” offers nothing to choose: add values."
            if len(set(values)) < len(values) or "" in values:
                yield (
                    field,
                    f"Values of the field “{field.get('id')}” have no code, or the same one: give each its own.",
                )
        elif values:
            yield field, f"The field “{field.get('id')}” has values but is no choice: set its type to enum."


@rule("result-field")
def check_results(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The field `result` lists the results."""
    for field in _fields(model):
        if field.get("id") == RESULT and TYPES.get(field.get("type") or "", field.get("type")) != "choice":
            yield field, "The field “result” lists the results of the task: set its type to enum, and add the results."


@rule("field-lookup")
def check_lookups(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """A lookup field names a lookup there is."""
    known = surroundings.vocabulary.lookups()
    for field in _fields(model):
        named = field_properties(field).get("lookup")
        if field.get("type") == "lookup" and not named:
            yield field, f"The field “{field.get('id')}” does not say which lookup: set its property “lookup”."
        elif named and named not in known:
            yield field, f"There is no lookup “{named}” for the field “{field.get('id')}”: {suggest(named, known)}."


@rule("field-results")
def check_result_lists(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The results that a field is shown or required for are results of its task."""
    for node in model.tagged("userTask"):
        known = _result_codes(node)
        for field in form_fields(node):
            own = field_properties(field)
            named = [(key, code) for key in ("results", "requiredFor") for code in codes(own.get(key))]
            named += [(key, key.removeprefix(ROLES_OF_RESULT)) for key in own if key.startswith(ROLES_OF_RESULT)]
            for key, code in named:
                if code not in known:
                    where = f"The property “{key}” of the field “{field.get('id')}”"
                    yield (
                        field,
                        f"{where} names “{code}”, which is no result of “{node.label}”: {suggest(code, known)}.",
                    )


@rule("unknown-role")
def check_roles(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """Roles and groups that a task names are roles there are."""
    known = surroundings.vocabulary.roles()
    for node in model.tagged("userTask"):
        for group in templates(node.xml.get(camunda("candidateGroups"))):
            if "${" not in group and group not in known:
                yield node, f"“{node.label}” is for the group “{group}”, which is no role: {suggest(group, known)}."
        for field in form_fields(node):
            for key, value in field_properties(field).items():
                for code in codes(value) if key == "roles" or key.startswith(ROLES_OF_RESULT) else ():
                    if code not in known:
                        yield field, f"The property “{key}” names “{code}”, which is no role: {suggest(code, known)}."


@rule("required-field")
def check_required(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """What a task needs of its record, the record has; what a result needs, is for a result of the task."""
    known = _fields_of_records(model, surroundings)
    for node in model.tagged("userTask"):
        task = read_user_task(node, model.key)
        results = _result_codes(node)
        for name in (*task.requires, *(name for names in task.requires_for.values() for name in names)):
            if name not in known:
                yield node, f"“{node.label}” requires “{name}”, which its record does not have: {suggest(name, known)}."
        for code in task.requires_for:
            if code not in results:
                yield (
                    node,
                    f"The property “{REQUIRES_FOR_RESULT}{code}” names no result of “{node.label}”: {suggest(code, results)}.",
                )


@rule("field-property")
def check_properties(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The properties and constraints of a field are ones that mean something here."""
    for field in _fields(model):
        for key in field_properties(field):
            of_result = field.get("id") == RESULT and (key in OF_RESULT or key.startswith(ROLES_OF_RESULT))
            if key not in PROPERTIES and not of_result:
                yield (
                    field,
                    f"The property “{key}” of the field “{field.get('id')}” means nothing: {suggest(key, PROPERTIES)}.",
                )
        for key in constraints(field):
            if key not in CONSTRAINTS:
                yield (
                    field,
                    f"The constraint “{key}” of “{field.get('id')}” means nothing: {suggest(key, CONSTRAINTS)}.",
                )


@rule("field-constraint")
def check_constraints(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The limits of a field can be checked."""
    for field in _fields(model):
        for key, value in constraints(field).items():
            wrong = _wrong(key, value)
            if wrong:
                yield field, f"The constraint “{key}” of the field “{field.get('id')}” {wrong}."


def _wrong(key: str, value: str) -> str | None:
    if key in ("minlength", "maxlength") and not value.strip().isdecimal():
        return f"is “{value}”: write a whole number"
    if key in ("min", "max") and not _is_limit(value):
        return f"is “{value}”: write a number or a date"
    return _wrong_pattern(value) if key == "pattern" else None


def _is_limit(value: str) -> bool:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?", value.strip()) or value.startswith("${"):
        return True
    try:
        return Decimal(value.strip()).is_finite()
    except InvalidOperation:
        return False


def _wrong_pattern(value: str) -> str | None:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        return f"is no regular expression ({error}): correct it"
    if len(value) > MAX_PATTERN or NESTED_REPETITION.search(value):
        return "may take too long to check: keep it short, without repetitions inside a repeated group"
    return None


def _fields(model: Model) -> Iterator[etree._Element]:
    return (field for node in model.tagged("userTask") for field in form_fields(node))


def _fields_of_records(model: Model, surroundings: Surroundings) -> frozenset[str]:
    """Return the fields of the records that a process may run for; a sub-process may be called for any."""
    fields = surroundings.vocabulary.fields()
    records = [RECORDS[model.kind]] if model.kind in RECORDS else sorted(set(RECORDS.values()))
    return frozenset(name for record in records for name in fields.get(record, ()))


def _result_codes(node: Node) -> Sequence[str]:
    return [choice.code for field in form_fields(node) if field.get("id") == RESULT for choice in choices(field)]
