"""Routes of the HTTP API: documented by flask-openapi3, but read, authorised, answered and kept our own way.

Its reading of requests is replaced: it takes malformed JSON for no body, derives the schema of a query anew for each
request, and cannot wait for a request that came twice.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from webui.api import authentication, idempotency, reading
from webui.api.answers import Answer
from webui.api.failures import answer_problem
from webui.api.preconditions import spare_known

PREFIX = "/api/v1"
SIGNED_IN = [{"token": list[str]()}]

Handler = Callable[..., Answer]


class Routes(APIBlueprint):
    """A group of routes under /api/v1. Everybody needs a token, unless the group is open to all."""

    def __init__(self, name: str, description: str, *, open_to_all: bool = False) -> None:
        super().__init__(
            f"api_{name}_open" if open_to_all else f"api_{name}",
            __name__,
            url_prefix=PREFIX,
            abp_tags=[Tag(name=name, description=description)],
            abp_security=[] if open_to_all else SIGNED_IN,
            operation_id_callback=_operation_id,
        )
        self.open_to_all = open_to_all
        self.register_error_handler(Exception, answer_problem)

    def create_view_func(  # type: ignore[override]
        self, func: Handler, *models: Any, **_: Any
    ) -> Callable[..., Response]:
        """Return the view for a handler, given the models of its parameters (None where it takes no such part)."""
        _header, _cookie, path, query, _form, body, raw = models
        open_to_all = self.open_to_all

        @wraps(func)
        def view(**parameters: Any) -> Response:
            if not open_to_all:
                authentication.require_token()
            arguments = _arguments(parameters, path, query, body)
            act = partial(func, **arguments) if raw is None else partial(func, raw=request, **arguments)
            if request.method in ("GET", "HEAD") or open_to_all:
                return spare_known(act().response())
            return idempotency.once(act).response()

        return view


def _operation_id(*, bp_name: str, name: str, path: str, method: str) -> str:  # noqa: ARG001  # called by keyword
    return f"{bp_name.removeprefix('api_').removesuffix('_open')}_{name}"


def _arguments(
    parameters: dict[str, Any],
    path: type[BaseModel] | None,
    query: type[BaseModel] | None,
    body: type[BaseModel] | None,
) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if path is not None:
        arguments["path"] = reading.read_path(path, parameters)
    if query is not None:
        arguments["query"] = reading.read_query(query)
    elif request.args:
        reading.read_query(reading.Query)
    if body is not None:
        arguments["body"] = reading.read_body(body)
    return arguments


def takes(**models: type[BaseModel]) -> Callable[[Handler], Handler]:
    """Give a handler's parameters (`query`, `body`) models that are made when the program starts."""

    def annotate(handler: Handler) -> Handler:
        handler.__annotations__.update(models)
        return handler

    return annotate
