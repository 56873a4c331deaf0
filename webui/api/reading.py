"""Reads requests: paths, queries and bodies become pydantic models, or errors with a message at each field."""

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

import orjson
from flask import Request, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, UnsupportedMediaType

from engine.reading.xml import MAX_BYTES
from webui.api.messages import by_field
from webui.errors import BodyTooLarge, InvalidRequest, MalformedRequest, ModelTooLarge

JSON_LIMIT = 1024 * 1024
MODEL_TYPES = ("application/xml", "text/xml")
NUL = "This text holds a NUL character, which cannot be stored."

Shape = TypeVar("Shape", bound=BaseModel)


class Body(BaseModel):
    """A JSON body. Types are taken literally: a number in quotes is text."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def given(self) -> dict[str, Any]:
        """Return the fields that the request carried, as Python values."""
        return self.model_dump(exclude_unset=True)


class Query(BaseModel):
    """The parameters of a query."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """Return the parameters that the request carried."""
        return self.model_dump(exclude_unset=True)


def read_path(model: type[Shape], parameters: dict[str, Any]) -> Shape:
    """Return the variable parts of the path; an impossible one names nothing, hence 404."""
    try:
        return model.model_validate(parameters)
    except ValidationError:
        raise NotFound from None


def read_query(model: type[Shape]) -> Shape:
    """Return the query's parameters. An empty one counts as not given."""
    many = _lists(model)
    found: dict[str, Any] = {}
    for name, values in request.args.lists():
        given = [value for value in values if value]
        if any("\x00" in value for value in given):
            raise InvalidRequest({name: [NUL]})
        if len(given) > 1 and name not in many:
            raise InvalidRequest({name: ["Give this parameter once."]})
        if given or name not in model.model_fields:
            found[name] = given if name in many else given[0] if given else ""
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise InvalidRequest(by_field(error)) from None


def read_body(model: type[Shape]) -> Shape:
    """Return the JSON body. No body at all counts as an empty object."""
    data = json_text()
    if not isinstance(_parse(data), dict):
        raise InvalidRequest({"body": ["Send a JSON object."]})
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise InvalidRequest(by_field(error)) from None


def json_text() -> bytes:
    """Return the raw JSON of the request's body."""
    request.max_content_length = JSON_LIMIT
    data = sent(request)
    if not data:
        return b"{}"
    if not request.is_json:
        raise UnsupportedMediaType("Send the body as application/json.")
    return data


def model_file(request: Request) -> bytes:
    """Return the model in a request's body. How large it may be, and what it may hold, the library says."""
    if request.mimetype not in MODEL_TYPES:
        raise UnsupportedMediaType("Send the model as application/xml.")
    return sent(request)


def sent(request: Request) -> bytes:
    """Return the bytes of a request's body.

    Raises:
        webui.errors.BodyTooLarge: there are more than are read.
    """
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        raise (
            ModelTooLarge(MAX_BYTES) if request.mimetype in MODEL_TYPES else BodyTooLarge("A body", JSON_LIMIT)
        ) from None


def canonical(data: bytes) -> bytes:
    """Return a JSON text in the one form that all texts with the same meaning share."""
    return orjson.dumps(orjson.loads(data), option=orjson.OPT_SORT_KEYS)


def _parse(data: bytes) -> Any:
    try:
        parsed = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(
            "body", f"it is not JSON ({error.msg}, line {error.lineno}, column {error.colno})"
        ) from None
    if b"\\u0000" in data and (wrong := {field: [NUL] for field in _with_nul(parsed, "body")}):
        raise InvalidRequest(wrong)
    return parsed


def _with_nul(value: Any, field: str) -> Iterator[str]:
    """Yield the fields that hold a NUL character, each by its own name; one within a name is told of what holds it."""
    if isinstance(value, str) and "\x00" in value:
        yield field
    elif isinstance(value, list):
        for part in value:
            yield from _with_nul(part, field)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _with_nul(name, field)
            yield from _with_nul(part, field if "\x00" in name else name)


@cache
def _lists(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, info in model.model_fields.items() if _is_list(info.annotation))


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(get_origin(part) is list for part in get_args(annotation))
