"""The OpenAPI document: complete, valid, and true for every route."""

import re
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.contract import Contract

OPEN_TO_ALL = {("POST", "/api/v1/tokens")}
UNDOCUMENTED = {"/api/v1/openapi.json"}


def routes(app: Flask) -> list[tuple[str, str]]:
    """Return method and path of every route under /api/v1, with 1 for each variable part."""
    return [
        (method, str(rule.rule))
        for rule in app.url_map.iter_rules()
        if str(rule.rule).startswith("/api/v1/") and rule.rule not in UNDOCUMENTED
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def filled_in(path: str) -> str:
    return re.sub(r"<[^>]+>", "1", path)


def documented(path: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)


def test_the_document_is_valid_openapi_3_1(contract: Contract) -> None:
    assert contract.document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(contract.document).iter_errors()) == []


def test_every_route_is_documented_and_every_documented_call_is_a_route(app: Flask, contract: Contract) -> None:
    written = {(method.upper(), path) for path, item in contract.document["paths"].items() for method in item}
    assert {(method, documented(path)) for method, path in routes(app)} == written


def test_every_operation_has_a_summary_an_id_of_its_own_and_a_shape_for_success(contract: Contract) -> None:
    operations = [operation for item in contract.document["paths"].values() for operation in item.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    for operation in operations:
        assert operation["summary"].endswith("."), operation["operationId"]
        assert any(status.startswith("2") for status in operation["responses"]), operation["operationId"]


@pytest.mark.requirement("H1")
def test_every_route_refuses_a_call_without_token(app: Flask, nobody: Caller) -> None:
    for method, path in routes(app):
        if (method, path) in OPEN_TO_ALL:
            continue
        response = nobody.call(method, filled_in(path))
        assert response.status_code == 401, f"{method} {path}"
        assert response.mimetype == "application/problem+json"
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_route_refuses_parameters_that_it_does_not_know(app: Flask, admin: Caller) -> None:
    for method, path in routes(app):
        response = admin.call(method, filled_in(path) + "?no_such_parameter=1")
        assert response.status_code == 422, f"{method} {path}"
        assert response.json["errors"]["no_such_parameter"] == ["There is no such field."]


def test_every_body_refuses_what_is_not_an_object(app: Flask, admin: Caller, contract: Contract) -> None:
    for method, path in routes(app):
        operation: dict[str, Any] = contract.document["paths"][documented(path)][method.lower()]
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            response = admin.call(method, filled_in(path), json=[1])
            assert (response.status_code, response.json["errors"]) == (422, {"body": ["Send a JSON object."]}), path


def test_the_document_and_its_page_come_from_here_without_a_token(nobody: Caller) -> None:
    page = nobody.client.get("/api/docs")
    assert page.status_code == 200
    assert "//" not in page.text.replace("</", "").replace("<!", "")
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        answer = nobody.client.get(address)
        assert answer.status_code == 200, address
        answer.close()


def test_the_type_of_a_problem_leads_to_its_explanation(nobody: Caller) -> None:
    problem = nobody.get("/leads").json
    address, _, anchor = problem["type"].partition("#")
    assert f"id='{anchor}'" in nobody.client.get(address).text
