"""Dry runs through the API; every answer is held against the document."""

from typing import Any

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

PATH = "/processes/lead-management/dry_run"
QUALIFY = {"act": "qualify"}
HANDOFF = {"complete": "contact-customer", "result": "proceed-to-handoff", "values": {"result_details": "Wants two"}}


@pytest.fixture
def designer(login: Login) -> Caller:
    return login("designer")


@pytest.mark.requirement("A10+")
def test_a_walk_is_answered_with_tasks_tokens_trail_and_effects(designer: Caller) -> None:
    response = designer.post(PATH, {"lead": {"customer_need": "additional-service"}, "steps": [QUALIFY, HANDOFF]})
    assert response.status_code == 200, response.text
    found = response.json
    assert [task["element"] for task in found["open"]] == ["handoff-details"]
    assert found["steps"] == [QUALIFY, HANDOFF]
    assert found["tokens"]
    assert found["trail"]
    assert found["effects"]
    assert found["stage"]["code"] == "handoff"


@pytest.mark.requirement("A10+")
def test_nothing_of_a_walk_is_found_afterwards(designer: Caller, sales: Caller) -> None:
    assert designer.post(PATH, {"steps": [QUALIFY, HANDOFF]}).status_code == 200
    assert sales.get("/leads").json["items"] == []
    assert sales.get("/tasks").json["items"] == []
    assert sales.get("/contacts").json["items"] == []


@pytest.mark.requirement("A10+")
def test_a_walk_goes_on_from_the_steps_and_the_time_of_an_earlier_answer(designer: Caller) -> None:
    first = designer.post(PATH, {"steps": [QUALIFY]}).json
    again = {"began": first["began"], "lead": first["values"], "steps": [*first["steps"], {"clock": "P1D"}]}
    second = designer.post(PATH, again).json
    assert second["began"] == first["began"]
    assert second["now"] > first["now"]


@pytest.mark.requirement("A10+")
def test_a_refused_step_is_422_with_the_step_and_what_was_reached(designer: Caller) -> None:
    late = {"complete": "contact-customer", "result": "proceed-to-handoff"}
    response = designer.post(PATH, {"steps": [QUALIFY, late, HANDOFF]})
    assert response.status_code == 422
    assert response.json["step"] == 2
    assert list(response.json["errors"]) == ["result_details"]
    assert [task["element"] for task in response.json["reached"]["open"]] == ["contact-customer"]


@pytest.mark.requirement("A10+")
def test_a_draft_with_problems_is_422_with_the_problems(designer: Caller) -> None:
    draft = designer.get("/processes/lead-management/draft").text
    broken = draft.replace("lead.set_stage", "lead.no_such_operation").encode()
    saved = designer.call("PUT", "/processes/lead-management/draft", data=broken, content_type="application/xml")
    assert saved.status_code == 200
    response = designer.post(PATH, {"draft": True, "steps": [QUALIFY]})
    assert response.status_code == 422
    assert "lead.no_such_operation" in response.json["problems"][0]["message"]
    assert designer.post(PATH, {"version": 1, "steps": [QUALIFY]}).status_code == 200


@pytest.mark.requirement("A10+", "H1")
def test_a_lead_is_copied_for_those_who_may_see_it(designer: Caller, admin: Caller, sales: Caller) -> None:
    lead_id = sales.qualified()["id"]
    assert admin.post(PATH, {"copy_of": lead_id}).json["values"]["account_name"] == "Vizor"
    assert admin.post(PATH, {"copy_of": lead_id + 1}).status_code == 404
    assert designer.post(PATH, {"copy_of": lead_id}).status_code == 403
    assert sales.post(PATH, {}).status_code == 403


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"draft": True, "version": 1}, "version"),
        ({"began": "yesterday"}, "began"),
        ({"began": "9999-12-31T00:00:00Z"}, "began"),
        ({"steps": [{"jump": 1}]}, "steps.0.jump"),
        ({"steps": [{"clock": 1}]}, "steps.0.clock"),
        ({"steps": [QUALIFY] * 201}, "steps"),
        ({"lead": {"customer_need": "no-such"}}, "customer_need"),
        ({"lead": {"no_such": "x"}}, "no_such"),
    ],
)
def test_what_cannot_be_read_is_422_at_its_field(designer: Caller, body: dict[str, Any], field: str) -> None:
    response = designer.post(PATH, body)
    assert response.status_code == 422, response.text
    assert field in response.json["errors"]


@pytest.mark.requirement("A10+")
def test_what_is_not_there_is_404(designer: Caller) -> None:
    assert designer.post("/processes/no-such/dry_run", {}).status_code == 404
    assert designer.post(PATH, {"version": 9}).status_code == 404
