"""The form of a user task in words: each field and each result by its code."""

from engine.definition import FormField, Result, UserTaskDefinition
from engine.phrases import value


def form_facts(task: UserTaskDefinition) -> dict[str, str | None]:
    """Return what is said about the fields and results of a user task."""
    return {
        **{f"the form field “{field.name}”": _field(field) for field in task.fields},
        **{f"the result “{result.code}”": _result(result) for result in task.results},
    }


def order_changed(before: UserTaskDefinition, after: UserTaskDefinition) -> bool:
    """Say whether the fields that both forms have stand in another order."""
    old, new = [field.name for field in before.fields], [field.name for field in after.fields]
    return [name for name in old if name in new] != [name for name in new if name in old]


def _field(field: FormField) -> str:
    parts = [
        f"“{field.label}”",
        field.type.replace("_", " "),
        "required" if field.required else None,
        "read only" if field.read_only else None,
        f"of the lookup {field.lookup}" if field.lookup else None,
        f"filled in with {value(field.default)}" if field.default else None,
        f"one of {', '.join(choice.name for choice in field.choices)}" if field.choices else None,
        f"asked for {', '.join(field.results)}" if field.results else None,
        f"required for {', '.join(field.required_for)}" if field.required_for else None,
        f"for {', '.join(field.roles)}" if field.roles else None,
        *_limits(field),
        f"with the help “{field.help}”" if field.help else None,
    ]
    return ", ".join(filter(None, parts))


def _limits(field: FormField) -> list[str | None]:
    return [
        f"at least {field.minimum}" if field.minimum else None,
        f"at most {field.maximum}" if field.maximum else None,
        f"{field.min_length} characters or more" if field.min_length else None,
        f"{field.max_length} characters or fewer" if field.max_length else None,
        f"like {field.pattern}" if field.pattern else None,
    ]


def _result(result: Result) -> str:
    roles = ", ".join(result.roles or ())
    return f"“{result.name}”{', for ' + roles if roles else ''}"
