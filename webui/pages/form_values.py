"""Between forms of pages and fields of the interface: what was typed, and fields that show it again."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from webui.errors import MalformedRequest
from webui.rendering.times import from_input

Shown = Mapping[str, Any]
TIME = "~time"


def sent_values() -> dict[str, Any]:
    """Return the values that a script of ours has sent, by name.

    Raises:
        webui.errors.MalformedRequest: the body is no JSON object.
    """
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise MalformedRequest("body", "it is no JSON object")
    return sent


def typed(fields: Iterable[Shown], form: MultiDict[str, str]) -> dict[str, Any]:
    """Return what a form holds for fields that can be entered; empty text stands for nothing entered."""
    return {field["name"]: _typed(field, form) for field in fields if not field.get("read_only")}


def _typed(field: Shown, form: MultiDict[str, str]) -> Any:
    if field["type"] == "boolean":
        return field["name"] in form
    return value_of(field, text_of(field, form))


def text_of(field: Shown, form: Mapping[str, str]) -> str:
    """Return what a form holds for one field as one text; date and time of a point in time stand apart there."""
    text = form.get(field["name"], "").strip()
    hour = form.get(f"{field['name']}{TIME}", "").strip() if field["type"] == "datetime" else ""
    return f"{text}T{hour}" if hour else text


def value_of(field: Shown, value: str) -> Any:
    """Return one typed text as the services take it."""
    if field.get("many"):
        return [part.strip() for part in value.split(",") if part.strip()]
    if value == "":
        return None
    if field["type"] == "datetime":
        return from_input(value)
    if field["type"] == "record" and value.isdecimal():
        return int(value)
    return value


def asked(fields: Iterable[Shown], values: Mapping[str, Any], result: str | None) -> dict[str, Any]:
    """Return the values of the fields that a result asks for; the page keeps the others, but does not hand them in."""
    names = {f["name"] for f in fields if f.get("results") is None or result in f["results"]}
    return {name: value for name, value in values.items() if name in names}


def filled(fields: Iterable[Shown], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return fields showing what was typed instead of what they came with."""
    return [{**field, "value": _again(field, values)} for field in fields]


def _again(field: Shown, values: Mapping[str, Any]) -> Any:
    value = values.get(field["name"], field.get("value"))
    return ", ".join(value) if isinstance(value, list) else value
