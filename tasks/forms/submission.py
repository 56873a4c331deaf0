"""Checks what was handed in against the form of a user task."""

from collections.abc import Mapping
from typing import Any

from crm.errors import Invalid, NotAllowed
from crm.people import Actor
from engine.definition import FormField, Result, UserTaskDefinition
from tasks.forms.choices import Choices
from tasks.forms.defaults import Defaults
from tasks.forms.values import Unfit, read


def check(
    definition: UserTaskDefinition,
    result: str | None,
    values: Mapping[str, Any],
    actor: Actor,
    choices: Choices,
    defaults: Defaults,
) -> dict[str, Any]:
    """Return the values of all fields that the result asks for; what was left out is filled in by its default.

    Raises:
        crm.errors.Invalid: with a message at each field that is wrong, missing or not part of the form.
        crm.errors.NotAllowed: the result is not for the actor's roles.
    """
    chosen = _chosen(definition, result, actor)
    asked = {f.name: f for f in definition.fields if is_asked(f, chosen, actor)}
    errors: dict[str, list[str]] = _not_asked(definition, asked, chosen, values)
    accepted: dict[str, Any] = {}
    for name, field in asked.items():
        try:
            accepted[name] = _value(field, values, choices, defaults)
            if accepted[name] is None and _is_required(field, chosen):
                errors[name] = ["This field is required."]
        except Unfit as unfit:
            errors[name] = [str(unfit)]
    if errors:
        raise Invalid(errors)
    return accepted


def part(result: str | None, values: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """Return the result and the values without it: it may stand among them, as it does in the model's form.

    Raises:
        crm.errors.Invalid: it is no code, or stands among the values and beside them as two different ones.
    """
    others = dict(values)
    among = others.pop("result", None)
    if among is not None and not isinstance(among, str):
        raise Invalid({"result": ["Enter the code of a result."]})
    if among is not None and result not in (None, among):
        raise Invalid({"result": [f"“{result}” stands beside the values, “{among}” among them; name one of the two."]})
    return result if result is not None else among, others


def is_asked(field: FormField, result: str | None, actor: Actor) -> bool:
    """Say whether a field belongs to the form under a result, for this person."""
    for_result = field.results is None or result in field.results
    return for_result and (field.roles is None or bool(actor.roles.intersection(field.roles)))


def may_choose(result: Result, actor: Actor) -> bool:
    """Say whether a person may choose a result."""
    return result.roles is None or bool(actor.roles.intersection(result.roles))


def _chosen(definition: UserTaskDefinition, result: str | None, actor: Actor) -> str | None:
    results = {r.code: r for r in definition.results}
    if not results:
        if result is not None:
            raise Invalid({"result": ["This task has no results to choose from; leave it out."]})
        return None
    if result is None:
        raise Invalid({"result": ["Choose a result."]})
    if result not in results:
        raise Invalid({"result": [f"“{result}” is not one of the results ({', '.join(results)})."]})
    if not may_choose(results[result], actor):
        roles = ", ".join(results[result].roles or ())
        raise NotAllowed("complete", f"the result “{results[result].name}” is for {roles}")
    return result


def _not_asked(
    definition: UserTaskDefinition, asked: Mapping[str, FormField], result: str | None, values: Mapping[str, Any]
) -> dict[str, list[str]]:
    known = {field.name for field in definition.fields}
    errors = {}
    for name in values.keys() - asked.keys():
        if name not in known:
            errors[name] = ["This form has no such field."]
        elif values[name] not in (None, ""):
            errors[name] = [f"This field is not asked for with the result “{result}”."]
    return errors


def _value(field: FormField, values: Mapping[str, Any], choices: Choices, defaults: Defaults) -> Any:
    if field.read_only or field.name not in values:
        return defaults.of(field, choices)
    return read(field, values[field.name], choices.of(field))


def _is_required(field: FormField, result: str | None) -> bool:
    return not field.read_only and (field.required or (result is not None and result in field.required_for))
