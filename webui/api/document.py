"""The OpenAPI 3.1 document: what flask-openapi3 gathered from the routes, and what holds for all of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_openapi3.models import APISpec
from flask_openapi3.models.components import Components
from flask_openapi3.models.info import Info
from flask_openapi3.models.path_item import PathItem

from webui.api.routes import Routes
from webui.api.schemas.problem import Problem

TITLE = "Baton"
VERSION = "1"
MODEL = "application/xml"
METHODS = ("get", "post", "put", "patch", "delete")
ABOUT = """Lead management run by BPMN. Get a token with `POST /api/v1/tokens`, then send it as `Authorization: Bearer …`.

Errors are `application/problem+json`; lists take `limit` and `cursor` and answer `items` and `next_cursor`;
times are RFC 3339 in UTC, money is a decimal string. Records carry a `revision`, also as `ETag`; a `PATCH` with
`If-Match` is refused when somebody else was faster. A write with an `Idempotency-Key` that has been answered before
gets the same answer and has no second effect."""

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSALS = {
    "400": "The request cannot be read.",
    "401": "No valid token.",
    "403": "The caller's roles do not allow this.",
    "404": "There is no such record.",
    "409": "The state does not allow this.",
    "412": "Somebody else changed the record first.",
    "413": "The body is too large.",
    "415": "The body has another media type than the one documented.",
    "422": "Fields or parameters are wrong, missing or unknown.",
    "429": "Too many attempts; `Retry-After` says when to come back.",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of 1 to 255 characters, new for each thing to be done.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The revision that was seen, in quotes.",
    "schema": {"type": "string", "examples": ['"3"']},
}


def build(groups: Sequence[Routes]) -> dict[str, Any]:
    """Return the document of all routes."""
    document = _gathered(groups)
    components = document["components"]
    components["schemas"]["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["responses"] = {f"Problem{code}": _refusal(text) for code, text in REFUSALS.items()}
    components["parameters"] = {"IdempotencyKey": IDEMPOTENCY_KEY, "IfMatch": IF_MATCH}
    for path, method, operation in operations(document):
        _complete(path, method, operation)
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of everything documented."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _gathered(groups: Sequence[Routes]) -> dict[str, Any]:
    paths: dict[str, PathItem] = {}
    for group in groups:
        for path, item in group.paths.items():
            paths[path] = item if path not in paths else paths[path].model_copy(update=_methods(item))
    schemas = {name: schema for group in groups for name, schema in group.components_schemas.items()}
    token = {"type": "http", "scheme": "bearer", "description": "A token from POST /api/v1/tokens."}
    spec = APISpec(
        openapi="3.1.0",
        info=Info(title=TITLE, version=VERSION, description=ABOUT),
        paths=paths,
        components=Components(schemas=schemas, securitySchemes={"token": token}),
        tags=list({tag.name: tag for group in groups for tag in group.tags}.values()),
    )
    dumped: dict[str, Any] = spec.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    return dumped


def _methods(item: PathItem) -> dict[str, Any]:
    return {method: getattr(item, method) for method in METHODS if getattr(item, method) is not None}


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add to one operation the headers it takes and the refusals it can meet."""
    parameters = operation.setdefault("parameters", [])
    if method != "get" and "security" in operation:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if _is_guarded(path, method, operation):
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    for code in _refusals_of(path, method, operation):
        operation["responses"].setdefault(code, {"$ref": f"#/components/responses/Problem{code}"})


def _refusals_of(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    codes = ["401", "403", "422"] if "security" in operation else ["401", "422", "429"]
    if path.endswith("/password"):
        # Guessing it is slowed down as signing in is.
        codes.append("429")
    if "{" in path:
        codes.append("404")
    if method != "get":
        codes += ["400", "409"]
    if _is_guarded(path, method, operation):
        codes.append("412")
    if "requestBody" in operation:
        codes += ["413", "415"]
    return sorted(codes)


def _is_guarded(path: str, method: str, operation: dict[str, Any]) -> bool:
    """Say whether a call looks at the revision that somebody has seen: changes of records and their lines, drafts of models."""
    body = operation.get("requestBody", {}).get("content", {})
    return method == "patch" or (method == "put" and (MODEL in body or path.endswith("/lines")))


def _refusal(text: str) -> dict[str, Any]:
    return {"description": text, "content": PROBLEM}
