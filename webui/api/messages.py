"""What people read when a field is wrong: one sentence for each kind of error that pydantic finds."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

SENTENCES: Mapping[str, str] = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_type": "Enter a text.",
    "string_too_short": "Enter at least {min_length} characters.",
    "string_too_long": "Enter at most {max_length} characters.",
    "string_pattern_mismatch": "This does not have the expected form.",
    "int_type": "Enter a whole number.",
    "int_parsing": "Enter a whole number.",
    "int_from_float": "Enter a whole number.",
    "int_parsing_size": "Enter a smaller number.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "greater_than": "Enter more than {gt}.",
    "bool_type": "Answer true or false.",
    "bool_parsing": "Answer true or false.",
    "decimal_type": "Enter an amount as text, such as “12500.00”.",
    "decimal_parsing": "Enter an amount as text, such as “12500.00”.",
    "decimal_max_places": "Enter at most {decimal_places} digits after the point.",
    "decimal_max_digits": "Enter at most {max_digits} digits.",
    "decimal_whole_digits": "Enter at most {whole_digits} digits before the point.",
    "finite_number": "Enter a number.",
    "date_type": "Enter a date as YYYY-MM-DD.",
    "date_parsing": "Enter a date as YYYY-MM-DD.",
    "date_from_datetime_parsing": "Enter a date as YYYY-MM-DD.",
    "datetime_type": "Enter date and time as YYYY-MM-DDThh:mm:ssZ.",
    "datetime_parsing": "Enter date and time as YYYY-MM-DDThh:mm:ssZ.",
    "datetime_from_date_parsing": "Enter date and time as YYYY-MM-DDThh:mm:ssZ.",
    "timezone_aware": "Add the time zone: Z, or an offset such as +02:00.",
    "list_type": "Enter a list.",
    "dict_type": "Enter an object.",
    "model_type": "Enter an object.",
    "too_short": "Enter at least {min_length}.",
    "too_long": "Enter at most {max_length}.",
    "literal_error": "Choose one of {expected}.",
    "enum": "Choose one of {expected}.",
}
FALLBACK = "This value does not fit: {message}."


def by_field(error: ValidationError) -> dict[str, list[str]]:
    """Return the messages of a validation error, by the path of the field they belong to."""
    messages: dict[str, list[str]] = {}
    for found in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in found["loc"]) or "body"
        messages.setdefault(place, []).append(_sentence(found["type"], found["msg"], found.get("ctx") or {}))
    return messages


def _sentence(kind: str, message: str, facts: Mapping[str, Any]) -> str:
    if kind == "value_error":
        return str(facts.get("error", message))
    return SENTENCES.get(kind, FALLBACK).format_map({"message": message.lower(), **facts})
