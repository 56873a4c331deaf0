"""Answers of the HTTP API: JSON by orjson, with the headers that go with a record, a new record or a page of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import orjson
from flask import Response

JSON = "application/json"
XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers, ready to be sent or to be kept for a request that comes twice."""

    content: bytes
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = JSON

    def response(self) -> Response:
        """Return the answer as Flask sends it."""
        return Response(self.content, self.status, self.headers, content_type=self.media_type)


def dump(value: Any) -> bytes:
    """Return JSON: times in UTC with Z, decimals as strings."""
    return orjson.dumps(value, _plain, orjson.OPT_UTC_Z)


def ok(body: Any) -> Answer:
    """Answer 200 with any JSON."""
    return Answer(dump(body))


def record(body: Mapping[str, Any]) -> Answer:
    """Answer 200 with a record and its revision as entity tag."""
    return Answer(dump(body), headers=_tag(body))


def created(body: Mapping[str, Any], location: str | None = None) -> Answer:
    """Answer 201 with a new record, and the path where it is found if it has one of its own."""
    place = {"Location": location} if location else {}
    return Answer(dump(body), HTTPStatus.CREATED, {**place, **_tag(body)})


def page(items: Sequence[Any], next_cursor: str | None) -> Answer:
    """Answer 200 with one page of a list."""
    return Answer(dump({"items": items, "next_cursor": next_cursor}))


def xml(text: str, revision: int | None = None) -> Answer:
    """Answer 200 with a model, byte for byte."""
    return Answer(text.encode(), headers={} if revision is None else {"ETag": entity_tag(revision)}, media_type=XML)


def nothing() -> Answer:
    """Answer 204."""
    return Answer(b"", HTTPStatus.NO_CONTENT)


def entity_tag(revision: int) -> str:
    """Return the entity tag of a revision."""
    return f'"{revision}"'


def _tag(body: Mapping[str, Any]) -> dict[str, str]:
    return {"ETag": entity_tag(body["revision"])} if "revision" in body else {}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
