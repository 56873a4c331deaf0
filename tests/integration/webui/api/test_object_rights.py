"""Every call of the interface, tried by every role on records that are not for it: as if they were not there.

The calls come from the OpenAPI document, so that a new one is tried by itself.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from crm.people import ROLES
from tasks.work import Baton
from tests.foreign_records import WORD, Foreign, narrow, plant, state_of
from tests.integration.webui.api.caller import ROOT, Caller
from tests.integration.webui.api.conftest import Login
from tests.integration.webui.api.contract import Contract

MISSING = 987_654_321
LOGINS = {"crm_sales": "sales", "crm_manager": "manager", "crm_marketeer": "marketeer", "crm_admin": "crmadmin", "process_designer": "designer"}  # fmt: skip
NAMED = {"key": "lead-management", "code": "deactivate", "name": "lead-stages", "element": "nurturing", "number": "1"}
# What the caller would end for themselves.
SPARED = {("delete", f"{ROOT}/tokens/current")}
SHARED = {"duplicate_rules", "lookups", "users", "settings", "processes", "marketing_lists", "saved_views"}
REFERENCES = {"copy_of": "leads", "record_id": "leads"}
TALK = ("q", "email")
NOWHERE = "Xochiquetzal"

Call = tuple[str, str, dict[str, Any]]


def calls(contract: Contract) -> Iterator[Call]:
    """Yield method, path and description of every call."""
    for path, item in contract.document["paths"].items():
        for method, operation in item.items():
            if (method, path) not in SPARED:
                yield method, path, operation


def parts_of(path: str) -> list[str]:
    """Return the variable parts of a path that are ids of what may belong to somebody else."""
    parts = [name for name in re.findall(r"{(\w+)}", path) if name not in NAMED]
    return [name for name in parts if name != "id"] if first_of(path) in SHARED else parts


def filled(path: str, record_id: int | None = None) -> str:
    """Return a path with its variable parts filled in."""
    varied = parts_of(path)
    return re.sub(r"{(\w+)}", lambda part: NAMED.get(part[1], str(record_id if part[1] in varied else 1)), path)


def first_of(path: str) -> str:
    """Return what a path is about: leads, tasks."""
    return path.removeprefix(f"{ROOT}/").partition("/")[0]


def ids_for(foreign: Foreign, path: str) -> list[int]:
    """Return ids of what belongs to somebody else, for a path; of a kind that is not known, any will do."""
    kind = kind_of(parts_of(path)[0]) or first_of(path)
    return foreign.ids.get(kind, foreign["leads"])


def kind_of(name: str) -> str | None:
    """Return the kind of records that a parameter or a field refers to, by its name."""
    named = name.removesuffix("_id")
    plurals = {"lead": "leads", "contact": "contacts", "account": "accounts", "opportunity": "opportunities", "order": "orders", "task": "tasks"}  # fmt: skip
    return REFERENCES.get(name) or plurals.get(named)


def shape_of(contract: Contract, operation: dict[str, Any]) -> dict[str, Any] | None:
    """Return the JSON schema of the body of a call."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    return resolved(contract, content["schema"])


def resolved(contract: Contract, schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = contract.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def example(contract: Contract, schema: dict[str, Any]) -> Any:
    """Return a value that a schema takes."""
    schema = resolved(contract, schema)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return example(contract, schema["anyOf"][0])
    plain = {"integer": 1, "number": 1, "boolean": False, "array": [], "object": {}, "string": "x"}
    value = plain.get(schema.get("type", "string"))
    if schema.get("type") == "object":
        return {name: example(contract, schema["properties"][name]) for name in schema.get("required", ())}
    return value


def bodies(contract: Contract, operation: dict[str, Any]) -> dict[str, Any]:
    """Return what to send along: a body with what is required."""
    shape = shape_of(contract, operation)
    return {} if shape is None else {"json": example(contract, shape)}


def assert_alike(asked: str, theirs: TestResponse, nobodys: TestResponse, ids: tuple[int, int]) -> None:
    """Fail unless what belongs to somebody else is answered like what does not exist at all."""
    told = nobodys.text.replace(str(ids[1]), str(ids[0]))
    assert (theirs.status_code, theirs.text) == (nobodys.status_code, told), asked
    assert WORD not in theirs.text, asked


@pytest.fixture(params=["own", "division"])
def narrowed(request: pytest.FixtureRequest, baton: Baton) -> Foreign:
    narrow(baton, request.param)
    return plant(baton)


@pytest.fixture(params=LOGINS)
def caller(request: pytest.FixtureRequest, login: Login) -> Caller:
    return login(LOGINS[request.param])


def test_every_role_is_tried_but_admins_who_see_everything() -> None:
    assert {*LOGINS, "admin"} == set(ROLES)


@pytest.mark.requirement("H1")
def test_what_is_not_for_a_person_is_as_if_it_were_not_there(
    narrowed: Foreign, caller: Caller, contract: Contract, baton: Baton
) -> None:
    before = state_of(baton)
    for method, path, operation in calls(contract):
        if parts_of(path):
            for record_id in ids_for(narrowed, path):
                sent = bodies(contract, operation)
                theirs = caller.call(method.upper(), filled(path, record_id), **sent)
                nobodys = caller.call(method.upper(), filled(path, MISSING), **sent)
                assert_alike(f"{method} {filled(path, record_id)}", theirs, nobodys, (record_id, MISSING))
                assert theirs.status_code in (403, 404, 422), f"{method} {path}"
    assert state_of(baton) == before


@pytest.mark.requirement("H1")
def test_nothing_leaks_in_lists_filters_and_searches(narrowed: Foreign, caller: Caller, contract: Contract) -> None:
    for method, path, operation in calls(contract):
        if method != "get" or parts_of(path):
            continue
        answer = caller.get(filled(path))
        assert WORD not in answer.text, path
        for parameter in operation.get("parameters", ()):
            name = parameter.get("name", "")
            if name in TALK:
                theirs, nobodys = (
                    caller.get(f"{filled(path)}?{name}={WORD}"),
                    caller.get(f"{filled(path)}?{name}={NOWHERE}"),
                )
                assert_alike(f"{path}?{name}", theirs, nobodys, (0, 0))
            kind = kind_of(name)
            for record_id in narrowed[kind] if kind else ():
                theirs = caller.get(f"{filled(path)}?{name}={record_id}")
                nobodys = caller.get(f"{filled(path)}?{name}={MISSING}")
                assert_alike(f"{path}?{name}={record_id}", theirs, nobodys, (record_id, MISSING))


@pytest.mark.requirement("H1")
def test_nothing_can_be_linked_to_or_copied_that_is_not_to_be_seen(
    narrowed: Foreign, caller: Caller, contract: Contract
) -> None:
    own = caller.post("/leads", {"customer_need": "additional-service"})
    for method, path, operation in calls(contract):
        shape = shape_of(contract, operation)
        for name in shape.get("properties", {}) if shape else ():
            kind = kind_of(name)
            if kind is None or (parts_of(path) and (own.status_code != 201 or first_of(path) != "leads")):
                continue
            place = filled(path, own.json.get("id"))
            for record_id in narrowed[kind][:2]:
                theirs, nobodys = (
                    caller.call(method.upper(), place, json={**bodies(contract, operation)["json"], name: linked})
                    for linked in (record_id, MISSING)
                )
                assert_alike(f"{method} {place} {name}={record_id}", theirs, nobodys, (record_id, MISSING))


@pytest.mark.requirement("H1")
def test_an_admin_sees_it_all(narrowed: Foreign, login: Login, contract: Contract) -> None:
    """What the tests above try is there to be found."""
    admin, telling = login("admin"), 0
    for method, path, _operation in calls(contract):
        if method == "get" and parts_of(path):
            for record_id in ids_for(narrowed, path):
                telling += WORD in admin.get(filled(path, record_id)).text
    assert telling >= 40
