"""Reads what was entered into a plain list of fields: actions, and tasks made by hand."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm.errors import Invalid
from engine.definition import FormField
from tasks.forms.choices import Choices
from tasks.forms.values import Unfit, read


def read_all(fields: Iterable[FormField], values: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    """Return the values that were given, as JSON data.

    Raises:
        crm.errors.Invalid: with a message at each field that is wrong, missing or unknown.
    """
    known = {field.name: field for field in fields}
    errors = {name: ["There is no such field."] for name in values.keys() - known.keys()}
    accepted: dict[str, Any] = {}
    for name, field in known.items():
        try:
            accepted[name] = read(field, values.get(name), choices.of(field))
        except Unfit as unfit:
            errors[name] = [str(unfit)]
            continue
        if field.required and accepted[name] is None:
            errors[name] = ["This field is required."]
    if errors:
        raise Invalid(errors)
    return {name: value for name, value in accepted.items() if name in values}
