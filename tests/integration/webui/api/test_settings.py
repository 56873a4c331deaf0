"""Settings, lookups and users through the API."""

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

ACTIVE = "/settings/lead-management-business-process"


@pytest.mark.requirement("A4")
def test_the_active_process_is_a_setting(admin: Caller, sales: Caller) -> None:
    assert sales.get(ACTIVE).json == {"value": "lead-management"}
    assert admin.put(ACTIVE, {"value": None}).json == {"value": None}
    assert sales.get(ACTIVE).json == {"value": None}
    assert admin.put(ACTIVE, {"value": "lead-management"}).status_code == 200


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("value", ["no-such", "corporate-sale", 5, ["lead-management"]])
def test_only_a_published_lead_process_can_be_active(admin: Caller, value: object) -> None:
    response = admin.put(ACTIVE, {"value": value})
    assert response.status_code == 422
    assert list(response.json["errors"]) == ["value"]


@pytest.mark.requirement("H1")
def test_settings_are_for_administrators_to_change(sales: Caller) -> None:
    assert sales.put(ACTIVE, {"value": None}).status_code == 403


def test_settings_are_listed_with_their_values(sales: Caller) -> None:
    listed = {setting["code"]: setting["value"] for setting in sales.get("/settings").json}
    assert listed["base-currency"] == "EUR"
    assert sales.get("/settings/no-such").status_code == 404


@pytest.mark.requirement("A7")
def test_lookup_values_are_added_changed_and_deleted(admin: Caller) -> None:
    added = admin.post("/lookups/customer-needs", {"name": "Spare parts"})
    assert added.status_code == 201
    assert added.json["code"] == "spare-parts"
    place = added.headers["Location"]
    assert admin.patch(place, {"name": "Spares", "active": False}).json["name"] == "Spares"
    assert admin.delete(place).status_code == 204
    assert admin.get(place).status_code == 404


@pytest.mark.requirement("A7")
def test_what_a_value_carries_stands_beside_its_name(admin: Caller) -> None:
    stages = {stage["code"]: stage for stage in admin.get("/lookups/lead-stages?limit=500").json["items"]}
    assert stages["satisfied"]["final"] is True
    moves = admin.get("/lookups/lead-stage-transitions?limit=500").json["items"]
    assert ("handoff", "nurturing") in {(move["from"], move["to"]) for move in moves}
    changed = admin.patch(f"/lookups/lead-stages/{stages['nurturing']['id']}", {"tip": "Keep in touch."})
    assert (changed.json["tip"], changed.json["name"]) == ("Keep in touch.", "Nurturing")


@pytest.mark.requirement("A7")
def test_a_transition_that_is_added_allows_the_move(admin: Caller, sales: Caller) -> None:
    lead_id = sales.qualified()["id"]
    path = f"/leads/{lead_id}/actions/move_to_stage"
    assert sales.post(path, {"stage": "satisfied"}).status_code == 409
    move = {"from": "handoff", "to": "satisfied"}
    assert admin.post("/lookups/lead-stage-transitions", move).status_code == 201
    assert sales.post(path, {"stage": "satisfied"}).status_code == 200


def test_a_value_in_use_cannot_be_deleted(admin: Caller, sales: Caller) -> None:
    need = sales.lead()["customer_need"]
    [value] = [v for v in admin.get("/lookups/customer-needs").json["items"] if v["code"] == need]
    response = admin.delete(f"/lookups/customer-needs/{value['id']}")
    assert response.status_code == 409
    assert "1 lead" in response.json["detail"]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, {"name"}),
        ({"name": 5, "colour": []}, {"name", "colour"}),
        ({"name": "x", "position": "first"}, {"position"}),
        ({"name": "x", "code": "a b"}, {"code"}),
        ({"name": "x", "need_maturity": "no-such"}, {"need_maturity"}),
        ({"name": "x", "from": "handoff"}, {"from"}),
    ],
)
def test_a_wrong_lookup_value_is_422_at_its_fields(admin: Caller, body: dict[str, object], places: set[str]) -> None:
    response = admin.post("/lookups/lead-stages", body)
    assert response.status_code == 422
    assert response.json["errors"].keys() == places


@pytest.mark.requirement("H1")
def test_lookups_of_leads_are_for_crm_admins_too_others_for_administrators_only(login: Login) -> None:
    crmadmin, sales = login("crmadmin"), login("sales")
    assert crmadmin.post("/lookups/customer-needs", {"name": "A"}).status_code == 201
    assert crmadmin.post("/lookups/currencies", {"name": "A", "code": "AAA"}).status_code == 403
    assert sales.post("/lookups/customer-needs", {"name": "B"}).status_code == 403


def test_a_value_is_found_under_its_own_lookup_only(admin: Caller) -> None:
    [value, *_] = admin.get("/lookups/customer-needs").json["items"]
    assert admin.get(f"/lookups/lead-stages/{value['id']}").status_code == 404
    assert admin.get("/lookups/no-such").status_code == 404


@pytest.mark.requirement("H1")
def test_administrators_add_users_who_can_sign_in(admin: Caller, nobody: Caller) -> None:
    new = {"login": "Erin", "name": "Erin Vale", "roles": ["crm_sales"], "password": "long enough"}
    added = admin.post("/users", new)
    assert added.status_code == 201
    assert (added.json["login"], added.json["roles"]) == ("erin", ["crm_sales"])
    assert "password" not in added.text
    assert nobody.post("/tokens", {"login": "erin", "password": "long enough"}).status_code == 201


def test_a_wrong_user_is_422_at_its_fields(admin: Caller) -> None:
    response = admin.post("/users", {"login": "sales", "name": "", "roles": ["king"], "password": "short"})
    assert response.status_code == 422
    assert response.json["errors"].keys() == {"login", "name", "roles", "password"}
    kinds = admin.post("/users", {"login": 5, "name": "x", "roles": "admin", "session": 1, "by": 2})
    assert kinds.json["errors"].keys() == {"login", "roles", "session", "by"}


@pytest.mark.requirement("H1")
def test_users_are_for_administrators_to_add(sales: Caller) -> None:
    assert sales.get("/users").status_code == 200
    assert sales.post("/users", {"login": "x", "name": "x"}).status_code == 403


@pytest.mark.requirement("C6")
def test_notifications_are_read_once(sales: Caller, login: Login) -> None:
    other = login("sales2")
    for _ in range(2):
        sales.post(f"/leads/{sales.lead()['id']}/feed", {"text": "@sales2"})
    told = other.get("/notifications").json["items"]
    assert len(told) == 2
    assert other.post("/notifications/read", {"ids": [told[0]["id"]]}).json == {"marked": 1}
    assert sales.post("/notifications/read", {}).json == {"marked": 0}
    assert [item["id"] for item in other.get("/notifications?unread=true").json["items"]] == [told[1]["id"]]
    assert other.post("/notifications/read").json == {"marked": 1}
