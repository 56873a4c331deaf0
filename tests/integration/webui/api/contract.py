"""Holds what the API answers against what its document promises."""

import json
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

ADDRESS = "urn:openapi"


class Contract:
    """The OpenAPI document of an application, and the shapes in it."""

    def __init__(self, app: Flask) -> None:
        self.adapter = app.url_map.bind("localhost")
        self.document = json.loads(app.test_client().get("/api/v1/openapi.json").data)
        resource = Resource.from_contents(self.document, default_specification=DRAFT202012)
        self.registry = Registry().with_resource(ADDRESS, resource)
        self.validator = cache(self._validator)

    def check(self, method: str, path: str, response: TestResponse) -> None:
        """Fail unless the document has the call, the status, the media type and the shape of the body."""
        template = self._template(method, path)
        if template is None:
            return
        described = self.document["paths"][template][method.lower()]["responses"]
        status = str(response.status_code)
        assert status in described or status in ("304", "500", "503"), f"{method} {template} may not answer {status}"
        content = self._resolved(described.get(status, {})).get("content")
        if content is None or not response.data:
            return
        assert response.mimetype in content, f"{method} {template}: {status} is not {response.mimetype}"
        if response.mimetype.endswith("json"):
            pointer = content[response.mimetype]["schema"]["$ref"]
            errors = [error.message for error in self.validator(pointer).iter_errors(response.json)]
            assert not errors, f"{method} {template}: {errors[:3]}"

    def _template(self, method: str, path: str) -> str | None:
        try:
            rule, _ = self.adapter.match(path.partition("?")[0], method, return_rule=True)
        except HTTPException:
            return None
        return str(rule.rule).replace("<int:", "<").replace("<", "{").replace(">", "}")

    def _resolved(self, described: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in described:
            return described
        name = described["$ref"].rpartition("/")[2]
        return self.document["components"]["responses"][name]  # type: ignore[no-any-return]

    def _validator(self, pointer: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"{ADDRESS}{pointer}"}, registry=self.registry)
