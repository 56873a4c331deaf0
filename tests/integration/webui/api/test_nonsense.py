"""Whatever is put into whichever field or parameter: the answer is a success or a refusal, never a failure.

Nor may a constraint of the database be what stops it: then a field went unchecked.
"""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.integration.webui.api.caller import Caller

NONSENSE: tuple[Any, ...] = (
    None, "", " ", "x", "ü👍\u200b", "a\x00b", "x" * 30_000, "2026-02-30", "99999-01-01T00:00:00Z", "1e999", "-0.001",
    "NaN", "null", "<script>", "' OR 1=1 --", "%_\\", True, False, 0, -1, 1.5, 2**31, 2**63, 10**40, 1e300, [], [None],
    ["x", 1], [[[]]], {}, {"a": {"b": None}}, {"": ""},
)  # fmt: skip
UNCHECKED = {"conflict", "out-of-range"}


def acceptable(response: TestResponse, what: str) -> None:
    assert response.status_code < 500, what
    if response.status_code >= 400:
        assert response.json["type"].rpartition("#")[2] not in UNCHECKED, what


def send_nonsense(caller: Caller, method: str, path: str, fields: list[str], valid: dict[str, Any]) -> None:
    """Put each nonsense into all fields at once, then again into those that were not refused."""
    for value in NONSENSE:
        left = list(fields)
        while left:
            response = caller.call(method, path, json={**valid, **dict.fromkeys(left, value)})
            acceptable(response, f"{method} {path} {left} = {value!r}")
            errors = (response.json or {}).get("errors", {}) if response.status_code == 422 else {}
            kept = [name for name in left if name not in errors]
            if kept == left:
                break
            left = kept


def fields_of(caller: Caller, method: str, path: str) -> list[str]:
    """Return the fields of a body, from the document."""
    operation = caller.contract.document["paths"][f"/api/v1{path}"][method]
    pointer = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return list(caller.contract.document["components"]["schemas"][pointer.rpartition("/")[2]]["properties"])


@pytest.mark.parametrize(
    ("path", "valid"),
    [
        ("/leads", {"customer_need": "additional-service"}),
        ("/contacts", {"name": "Ann"}),
        ("/accounts", {"name": "Vizor"}),
        ("/opportunities", {"name": "Big"}),
        ("/orders", {}),
        ("/users", {"login": "erin", "name": "Erin"}),
    ],
)
def test_nonsense_in_a_record(admin: Caller, path: str, valid: dict[str, Any]) -> None:
    record = admin.post(path, valid).headers["Location"].removeprefix("/api/v1")
    send_nonsense(admin, "POST", path, fields_of(admin, "post", path), valid)
    send_nonsense(admin, "PATCH", record, fields_of(admin, "patch", f"{path}/{{id}}"), {})


@pytest.mark.parametrize("name", ["customer-needs", "lead-stages", "lead-stage-transitions", "maintenance-periods"])
def test_nonsense_in_a_lookup(admin: Caller, name: str) -> None:
    value = admin.get(f"/lookups/{name}").json["items"][0]["id"]
    fields = fields_of(admin, "post", "/lookups/{name}")
    send_nonsense(admin, "POST", f"/lookups/{name}", fields, {"name": "New"})
    send_nonsense(admin, "PATCH", f"/lookups/{name}/{value}", fields, {})


def test_nonsense_in_settings(admin: Caller) -> None:
    for setting in admin.get("/settings").json:
        send_nonsense(admin, "PUT", f"/settings/{setting['code']}", ["value"], {})


def test_nonsense_in_a_form(admin: Caller) -> None:
    task = admin.open_task(admin.qualified()["id"])
    path = f"/tasks/{task['id']}"
    for field in admin.get(path).json["fields"]:
        for value in NONSENSE:
            body = {"result": "rescheduled", "values": {field["name"]: value, "": value}}
            acceptable(admin.post(f"{path}/complete", body), f"{field['name']} = {value!r}")
    send_nonsense(admin, "PUT", f"{path}/draft", ["result", "values"], {})
    send_nonsense(admin, "POST", f"{path}/delegate", ["to"], {})
    send_nonsense(admin, "POST", f"{path}/complete", ["result", "values"], {})


def test_nonsense_in_actions(admin: Caller) -> None:
    lead = f"/leads/{admin.qualified()['id']}"
    for action in admin.get(f"{lead}/actions").json:
        fields = [field["name"] for field in action["fields"]]
        if fields:
            send_nonsense(admin, "POST", f"{lead}/actions/{action['code']}", fields, {})


@pytest.mark.parametrize(
    ("part", "valid"),
    [
        ("feed", {}),
        ("activities", {"kind": "call", "direction": "incoming", "subject": "x"}),
        ("tasks", {"subject": "x"}),
        ("mails", {"to": "ann@vizor.example", "subject": "x", "body": "x"}),
    ],
)
def test_nonsense_in_what_is_added_to_a_lead(admin: Caller, part: str, valid: dict[str, Any]) -> None:
    path = f"/leads/{admin.lead()['id']}/{part}"
    send_nonsense(admin, "POST", path, fields_of(admin, "post", f"/leads/{{id}}/{part}"), valid)


@pytest.mark.parametrize("path", ["/leads", "/tasks", "/contacts", "/opportunities", "/orders", "/users", "/incidents"])
def test_nonsense_in_parameters(admin: Caller, path: str) -> None:
    admin.lead()
    for parameter in admin.contract.document["paths"][f"/api/v1{path}"]["get"]["parameters"]:
        for value in NONSENSE:
            query = {parameter["name"]: str(value)}
            acceptable(admin.get(path, query_string=query), f"{path} {query}")
