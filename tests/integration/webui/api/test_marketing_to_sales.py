"""Marketing and sales qualified leads through the interface alone, mail templates among it."""

from typing import Any

import pytest

from tests.integration.webui.api.caller import Caller

MARKETING = {"welcome-letter", "social-network", "phone-call"}
QUALIFIED = {
    "business_case": "Needs 40 seats by spring",
    "product_suggestions": "Service desk",
    "potential_value": "18000.00",
    "expected_close_date": "2031-03-31",
    "sales_channel": "partner",
    "assignees_group": "crm_sales",
    "owner": "sales2",
}


@pytest.fixture(autouse=True)
def mql_sql(admin: Caller) -> None:
    """New leads run the process from marketing to sales."""
    assert admin.put("/settings/lead-management-business-process", {"value": "lead-mql-sql"}).status_code == 200


def open_tasks(caller: Caller, lead_id: int) -> dict[str, Any]:
    tasks = caller.get(f"/leads/{lead_id}/tasks?state=open").json["items"]
    return {task["process"]["element"]: task for task in tasks}


def complete(caller: Caller, lead_id: int, element: str, **values: str) -> None:
    task_id = open_tasks(caller, lead_id)[element]["id"]
    done = caller.post(f"/tasks/{task_id}/complete", {"values": values})
    assert done.status_code == 200, done.text


@pytest.mark.requirement("D1", "D2", "D3", "D4", "A8")
def test_a_marketing_lead_walks_to_an_opportunity_in_presentation(sales: Caller) -> None:
    lead = sales.lead(contact_name="Maria Nguyen", email="maria@vizor.example")
    lead_id = lead["id"]
    assert (lead["stage"]["code"], lead["process"]["key"]) == ("mql", "lead-mql-sql")
    assert open_tasks(sales, lead_id).keys() == MARKETING
    complete(sales, lead_id, "welcome-letter", body="Dear Maria, welcome.")
    assert open_tasks(sales, lead_id).keys() == MARKETING - {"welcome-letter"} | {"qualify-for-sales"}
    [sent] = sales.get(f"/leads/{lead_id}/activities").json["items"]
    assert (sent["participants"], sent["body"]) == ("maria@vizor.example", "Dear Maria, welcome.")
    form = sales.get(f"/tasks/{open_tasks(sales, lead_id)['qualify-for-sales']['id']}").json["fields"]
    assert [field["name"] for field in form] == list(QUALIFIED)
    complete(sales, lead_id, "qualify-for-sales", **QUALIFIED)
    qualified = sales.get(f"/leads/{lead_id}").json
    assert qualified["stage"]["code"] == "sql"
    assert {name: qualified[name] for name in QUALIFIED} == QUALIFIED
    complete(sales, lead_id, "convert-to-opportunity", next_meeting="2031-03-01T09:00:00Z", opportunity_owner="sales")
    converted = sales.get(f"/leads/{lead_id}").json
    assert converted["stage"]["code"] == "converted"
    opportunity = sales.get(f"/opportunities/{converted['opportunity_id']}").json
    assert (opportunity["stage"], opportunity["owner"], opportunity["amount"]) == ("presentation", "sales", "18000.00")
    assert (opportunity["next_meeting"], opportunity["close_date"]) == ("2031-03-01T09:00:00Z", "2031-03-31")


@pytest.mark.requirement("D5")
def test_the_stages_are_moved_between_in_any_order(sales: Caller) -> None:
    lead_id = sales.lead()["id"]
    for stage in ("sql", "mql", "converted", "mql", "sql", "converted", "sql", "mql"):
        assert sales.act(lead_id, "move_to_stage", stage=stage)["stage"]["code"] == stage
    assert open_tasks(sales, lead_id).keys() == MARKETING


@pytest.mark.requirement("D7")
def test_bant_is_kept_on_the_lead(sales: Caller) -> None:
    bant = {"budget": "25000.00", "authority": "The head of IT", "need": "A quicker desk", "timeline": "By spring"}
    lead_id = sales.lead(**bant)["id"]
    kept = sales.patch(f"/leads/{lead_id}", {"timeline": "By summer"}).json
    assert {name: kept[name] for name in bant} == bant | {"timeline": "By summer"}
    wrong = sales.patch(f"/leads/{lead_id}", {"assignees_group": "nobody", "sales_channel": "nowhere"})
    assert (wrong.status_code, set(wrong.json["errors"])) == (422, {"assignees_group", "sales_channel"})


@pytest.mark.requirement("D2")
def test_mail_templates_are_edited_by_admins_and_refused_where_they_cannot_be_filled_in(
    sales: Caller, admin: Caller
) -> None:
    given = {"code": "follow_up", "name": "Follow-up", "subject": "About ${lead.title}", "body": "Hello"}
    assert sales.post("/lookups/mail-templates", given).status_code == 403
    added = admin.post("/lookups/mail-templates", given)
    assert (added.status_code, added.json["subject"]) == (201, given["subject"])
    wrong = {"subject": "${lead.nmae}", "body": "${1 +}"}
    changed = admin.patch(f"/lookups/mail-templates/{added.json['id']}", wrong)
    assert (changed.status_code, set(changed.json["errors"])) == (422, {"subject", "body"})
    assert {t["code"] for t in sales.get("/lookups/mail-templates").json["items"]} == {"welcome", "follow_up"}
