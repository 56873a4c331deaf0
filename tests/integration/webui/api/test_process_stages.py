"""Stages are added to a process, taken out and switched off through the API, and what comes of it runs."""

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

ACTIVE = "/settings/lead-management-business-process"
CARE = {"name": "Care", "copy_of": "nurturing"}


@pytest.fixture
def designer(login: Login) -> Caller:
    return login("designer")


@pytest.fixture
def ours(designer: Caller) -> str:
    copied = designer.post("/processes/lead-management/copy", {"key": "ours", "name": "Our leads"})
    assert copied.status_code == 201, copied.text
    return "/processes/ours"


@pytest.mark.requirement("A6")
def test_the_stages_of_a_draft_are_listed_in_the_order_of_the_lookup(designer: Caller, ours: str) -> None:
    stages = designer.get(f"{ours}/sub_processes").json
    assert [stage["code"] for stage in stages][:4] == ["qualification", "nurturing", "handoff", "awaiting-sale"]
    assert stages[1] == {
        "element": "nurturing",
        "code": "nurturing",
        "name": "Nurturing",
        "called": "lead-nurturing",
        "disabled": False,
    }


@pytest.mark.requirement("A6")
def test_an_added_stage_is_published_at_once_and_leads_come_to_it(
    designer: Caller, admin: Caller, sales: Caller, ours: str
) -> None:
    added = designer.post(f"{ours}/sub_processes", CARE)
    assert added.status_code == 201, added.text
    assert designer.get("/processes/ours-care").json["name"] == "Care (Our leads)"
    assert designer.get("/processes/ours-care").json["version"] == 1
    published = designer.post(f"{ours}/publish")
    assert published.status_code == 201, published.text
    assert admin.put(ACTIVE, {"value": "ours"}).status_code == 200
    lead = sales.qualified()["id"]
    moved = sales.post(f"/leads/{lead}/actions/move_to_stage", {"stage": "nurturing"})
    assert moved.status_code == 200, moved.text
    moved = sales.post(f"/leads/{lead}/actions/move_to_stage", {"stage": "care"})
    assert moved.status_code == 200, moved.text
    assert moved.json["stage"] == {"code": "care", "name": "Care"}
    [task] = sales.get(f"/leads/{lead}/tasks?state=open").json["items"]
    assert task["process"]["element"] == "distribution"


@pytest.mark.requirement("A6", "A7")
def test_the_lookups_get_the_stage_behind_the_one_before_and_its_moves(designer: Caller, ours: str) -> None:
    designer.post(f"{ours}/sub_processes", CARE | {"code": "looking-after", "after": "handoff"})
    codes = [value["code"] for value in designer.get("/lookups/lead-stages").json["items"]]
    assert codes.index("looking-after") == codes.index("handoff") + 1
    moves = {(move["from"], move["to"]) for move in designer.get(f"{ours}/moves").json["moves"]}
    assert {("handoff", "looking-after"), ("looking-after", "handoff")} <= moves
    assert ("looking-after", "not-interested") in moves


@pytest.mark.requirement("A6", "A10+")
def test_a_stage_that_was_taken_out_is_gone_and_the_process_still_runs(
    designer: Caller, admin: Caller, sales: Caller, ours: str
) -> None:
    assert designer.delete(f"{ours}/sub_processes/nurturing").status_code == 200
    assert "nurturing" not in [stage["code"] for stage in designer.get(f"{ours}/sub_processes").json]
    assert designer.post(f"{ours}/publish").status_code == 201
    assert admin.put(ACTIVE, {"value": "ours"}).status_code == 200
    lead = sales.qualified()["id"]
    [task] = sales.get(f"/leads/{lead}/tasks?state=open").json["items"]
    back = sales.post(f"/tasks/{task['id']}/complete", {"result": "back-to-distribution", "values": {}})
    assert back.status_code == 200, back.text
    assert sales.get(f"/leads/{lead}").json["stage"]["code"] == "handoff"
    assert sales.post(f"/leads/{lead}/actions/move_to_stage", {"stage": "nurturing"}).status_code == 409


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "copy_of": "nurturing"}, "name"),
        ({"name": "Handoff", "copy_of": "nurturing"}, "code"),
        ({"name": "Care", "code": "no code", "copy_of": "nurturing"}, "code"),
        ({"name": "Care", "copy_of": "no-such"}, "copy_of"),
        ({"name": "Care", "copy_of": "satisfied"}, "copy_of"),
        ({"name": "Care", "copy_of": "nurturing", "after": "no-such"}, "after"),
        ({"name": "Care", "copy_of": "nurturing", "moves": [{"from": "care"}]}, "moves.0.to"),
    ],
)
def test_a_stage_that_cannot_be_added_is_refused_at_its_field(
    designer: Caller, ours: str, body: dict[str, object], field: str
) -> None:
    before = designer.get(f"{ours}/draft").text
    refused = designer.post(f"{ours}/sub_processes", body)
    assert refused.status_code == 422, refused.text
    assert list(refused.json["errors"]) == [field]
    assert designer.get(f"{ours}/draft").text == before
    assert designer.get("/processes/ours-care").status_code == 404


@pytest.mark.requirement("A6")
def test_a_sale_gets_a_stage_like_a_lead_does(designer: Caller) -> None:
    designer.post("/processes/corporate-sale/copy", {"key": "our-sale", "name": "Our sale"})
    added = designer.post("/processes/our-sale/sub_processes", {"name": "Pilot", "copy_of": "presentation"})
    assert added.status_code == 201, added.text
    assert designer.get("/processes/our-sale/draft/problems").json == {"problems": []}
    codes = [value["code"] for value in designer.get("/lookups/opportunity-stages").json["items"]]
    assert codes.index("pilot") == codes.index("presentation") + 1


@pytest.mark.requirement("A6")
def test_a_process_without_stages_gets_none(designer: Caller) -> None:
    refused = designer.post("/processes/lead-nurturing/sub_processes", CARE)
    assert refused.status_code == 422


@pytest.mark.requirement("A7")
def test_the_moves_between_the_stages_of_a_process_are_set_at_once(login: Login, designer: Caller, ours: str) -> None:
    crmadmin = login("crmadmin")
    moves = [move for move in crmadmin.get(f"{ours}/moves").json["moves"] if move["from"] != "nurturing"]
    fewer = crmadmin.put(f"{ours}/moves", {"moves": [*moves, {"from": "nurturing", "to": "satisfied"}]})
    assert fewer.status_code == 200, fewer.text
    assert [move for move in fewer.json["moves"] if move["from"] == "nurturing"] == [
        {"from": "nurturing", "to": "satisfied"}
    ]
    for move, words in (("no-such", "There is no stage"), ("nurturing", "cannot lead to itself")):
        refused = crmadmin.put(f"{ours}/moves", {"moves": [{"from": "nurturing", "to": move}]})
        assert refused.status_code == 422
        assert words in refused.json["errors"]["moves"][0]
    assert designer.put(f"{ours}/moves", {"moves": []}).status_code == 403


@pytest.mark.requirement("H1")
def test_stages_are_edited_by_designers_only(sales: Caller, ours: str) -> None:
    assert sales.get(f"{ours}/sub_processes").status_code == 200
    assert sales.post(f"{ours}/sub_processes", CARE).status_code == 403
    assert sales.delete(f"{ours}/sub_processes/nurturing").status_code == 403
