"""Marketing lists by the API: made, changed, filled, and shown as far as somebody may see the leads."""

from typing import Any

import pytest

from crm import settings
from crm.changes import Author
from crm.people.roles import VISIBILITY
from tasks.work import Baton
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login


@pytest.fixture
def listed(login: Login) -> dict[str, Any]:
    answer = login("marketeer").post("/marketing_lists", {"name": "Spring letter", "description": "All who asked"})
    assert answer.status_code == 201
    return answer.json  # type: ignore[no-any-return]


@pytest.mark.requirement("E5")
def test_a_lead_is_put_on_a_list_once_and_taken_off(sales: Caller, listed: dict[str, Any]) -> None:
    lead, place = sales.lead(title="Aurora"), f"/marketing_lists/{listed['id']}"
    for _ in range(2):
        sales.act(lead["id"], "add_to_marketing_list", marketing_list=listed["id"])
    assert sales.get(place).json["members"] == 1
    [member] = sales.get(f"{place}/members").json["items"]
    assert (member["id"], member["title"], member["stage"]["code"]) == (lead["id"], "Aurora", "qualification")
    assert next(change["new"] for change in sales.get(f"/leads/{lead['id']}/history").json["items"]) == "Spring letter"
    assert sales.delete(f"{place}/members/{lead['id']}").status_code == 204
    assert sales.get(f"{place}/members").json["items"] == []


@pytest.mark.requirement("E5")
def test_members_come_in_parts(sales: Caller, listed: dict[str, Any]) -> None:
    place, ids = f"/marketing_lists/{listed['id']}/members", [sales.lead()["id"] for _ in range(3)]
    for lead_id in ids:
        assert sales.post(place, {"lead_id": lead_id}).status_code == 200
    first = sales.get(f"{place}?limit=2").json
    rest = sales.get(f"{place}?limit=2&cursor={first['next_cursor']}").json
    assert [member["id"] for member in (*first["items"], *rest["items"])] == ids
    assert rest["next_cursor"] is None


@pytest.mark.requirement("E5", "H1")
def test_who_may_make_lists_and_who_may_fill_them(login: Login, sales: Caller, listed: dict[str, Any]) -> None:
    lead = sales.lead()
    assert sales.post("/marketing_lists", {"name": "Mine"}).status_code == 403
    assert login("designer").get("/marketing_lists").status_code == 403
    refused = login("marketeer").post(f"/marketing_lists/{listed['id']}/members", {"lead_id": lead["id"]})
    assert refused.status_code == 403
    changed = login("manager").patch(f"/marketing_lists/{listed['id']}", {"name": "Autumn letter"})
    assert (changed.status_code, changed.json["name"]) == (200, "Autumn letter")


@pytest.mark.requirement("E5")
def test_what_is_wrong_with_a_list_is_told_at_its_field(login: Login, sales: Caller, listed: dict[str, Any]) -> None:
    marketeer, lead = login("marketeer"), sales.lead()
    again = marketeer.post("/marketing_lists", {"name": "spring LETTER"})
    assert (again.status_code, list(again.json["errors"])) == (422, ["name"])
    for given in (999, listed["id"] + 0.5):
        nowhere = sales.post(f"/leads/{lead['id']}/actions/add_to_marketing_list", {"marketing_list": given})
        assert (nowhere.status_code, list(nowhere.json["errors"])) == (422, ["marketing_list"])
    assert sales.post(f"/marketing_lists/{listed['id']}/members", {"lead_id": 999}).status_code == 404


@pytest.mark.requirement("E5", "E6")
def test_an_inactive_list_takes_no_members(login: Login, sales: Caller, listed: dict[str, Any]) -> None:
    lead, place = sales.lead(), f"/marketing_lists/{listed['id']}"
    assert login("marketeer").patch(place, {"active": False}).json["active"] is False
    assert sales.post(f"{place}/members", {"lead_id": lead["id"]}).status_code == 409
    [action] = [a for a in sales.get(f"/leads/{lead['id']}/actions").json if a["code"] == "add_to_marketing_list"]
    assert action["fields"][0]["choices"] == []


@pytest.mark.requirement("E5", "H1")
def test_only_leads_that_the_caller_may_see_are_shown_and_counted(
    login: Login, sales: Caller, listed: dict[str, Any], baton: Baton
) -> None:
    lead = sales.lead()
    sales.act(lead["id"], "add_to_marketing_list", marketing_list=listed["id"])
    with baton.sessions.begin() as session:
        settings.put(session, VISIBILITY, {"crm_sales": "own"}, Author())
    other, place = login("sales2"), f"/marketing_lists/{listed['id']}"
    assert (other.get(place).json["members"], other.get(f"{place}/members").json["items"]) == (0, [])
    assert other.post(f"{place}/members", {"lead_id": lead["id"]}).status_code == 404
