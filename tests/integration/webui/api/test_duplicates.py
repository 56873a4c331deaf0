"""Duplicate rules and similar leads through the API."""

import pytest

from tasks.work import Baton
from tests.integration.tasks.test_background import run_jobs
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login


@pytest.mark.requirement("F6")
def test_similar_leads_are_told_with_rule_and_reason(baton: Baton, sales: Caller) -> None:
    one = sales.lead(email="maria@vizor.example")
    other = sales.lead(email="Maria@Vizor.example", contact_name="Maria")
    run_jobs(baton)
    [match] = sales.get(f"/leads/{one['id']}/similar").json["items"]
    assert (match["lead_id"], match["rule"], match["reason"]) == (other["id"], "Equal e-mail", "Equal e-mail")
    assert match["score"] == 100
    assert sales.get("/leads/999999/similar").status_code == 404


@pytest.mark.requirement("F6")
def test_rules_are_listed_added_and_switched(baton: Baton, login: Login, sales: Caller) -> None:
    crmadmin = login("crmadmin")
    rules = {rule["code"]: rule for rule in sales.get("/duplicate_rules").json["items"]}
    assert {rule["folder"] for code, rule in rules.items() if code.startswith("lead-")} == {"Similar leads"}
    sales.lead(website="https://www.vizor.example/shop")
    lead = sales.lead(website="vizor.example")
    given = {"name": "Equal website", "conditions": [{"field": "website", "compare": "equal"}]}
    assert sales.post("/duplicate_rules", given).status_code == 403
    made = crmadmin.post("/duplicate_rules", given)
    assert made.status_code == 201
    assert (made.json["folder"], made.json["active"], made.json["revision"]) == ("Similar leads", True, 1)
    run_jobs(baton)
    assert [match["rule"] for match in sales.get(f"/leads/{lead['id']}/similar").json["items"]] == ["Equal website"]
    address = f"/duplicate_rules/{made.json['id']}"
    off = crmadmin.patch(address, {"active": False}, headers={"If-Match": '"1"'})
    assert (off.status_code, off.json["active"]) == (200, False)
    assert crmadmin.patch(address, {"active": True}, headers={"If-Match": '"1"'}).status_code == 412
    assert sales.get(f"/leads/{lead['id']}/similar").json["items"] == []
    assert sales.get(address).json["conditions"] == given["conditions"]
    assert {rule["id"] for rule in sales.get("/duplicate_rules?active=false").json["items"]} == {made.json["id"]}


@pytest.mark.requirement("F6")
def test_a_wrong_rule_is_told_at_its_field(login: Login) -> None:
    given = {"name": "", "conditions": [{"field": "shoe_size", "compare": "equal"}], "record_type": "lead"}
    refused = login("crmadmin").post("/duplicate_rules", given)
    assert refused.status_code == 422
    assert refused.json["errors"].keys() == {"name", "conditions"}
    assert "cannot compare “shoe_size”" in refused.json["errors"]["conditions"][0]


@pytest.mark.requirement("F6")
def test_a_duplicate_is_deleted_by_those_who_may(login: Login, sales: Caller) -> None:
    lead = sales.qualified()
    assert sales.delete(f"/leads/{lead['id']}").status_code == 403
    manager = login("manager")
    assert manager.delete(f"/leads/{lead['id']}").status_code == 204
    assert manager.get(f"/leads/{lead['id']}").status_code == 404
    assert manager.get(f"/tasks?lead={lead['id']}&state=open").json["items"] == []


@pytest.mark.requirement("F6")
def test_similar_contacts_and_accounts_are_told_too(baton: Baton, sales: Caller) -> None:
    entered = {"contact": {"name": "Maria Nguyen", "email": "m@vizor.example"}, "account": {"name": "Vizor"}}
    for record_type, values in entered.items():
        one, other = (sales.post(f"/{record_type}s", values).json["id"] for _ in range(2))
        run_jobs(baton)
        found = sales.get(f"/{record_type}s/{one}/similar").json["items"]
        assert {match[f"{record_type}_id"] for match in found} == {other}
