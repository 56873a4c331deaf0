"""The whole way of a lead through the interface alone, as a script would walk it."""

from typing import Any

import pytest

from tests.integration.webui.api.caller import Caller

MOST_STEPS = 40
BY_TYPE = {
    "text": "Agreed",
    "long_text": "Agreed with the customer.",
    "number": 3,
    "money": "1200.00",
    "date": "2027-02-01",
    "datetime": "2027-02-01T09:00:00Z",
    "boolean": True,
}


def values_for(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Fill in what has to be filled in and is empty."""
    return {
        field["name"]: field["choices"][0]["code"] if field["choices"] else BY_TYPE[field["type"]]
        for field in fields
        if field["required"] and field["value"] is None and not field["read_only"]
    }


def complete(caller: Caller, task_id: int, result: str | None) -> None:
    task = caller.get(f"/tasks/{task_id}").json
    fields = next((r["fields"] for r in task["results"] if r["code"] == result), task["fields"])
    values = values_for([field for field in fields if field["name"] != "result"])
    done = caller.post(f"/tasks/{task_id}/complete", {"result": result, "values": values})
    assert done.status_code == 200, done.text


def sell(caller: Caller, opportunity: str, result: str) -> None:
    """Complete every task of an opportunity until it is closed."""
    for _ in range(MOST_STEPS):
        tasks = caller.get(f"{opportunity}/tasks?state=open").json["items"]
        if not tasks:
            return
        complete(caller, tasks[0]["id"], result)
    raise AssertionError("the sale does not end")


@pytest.mark.requirement("B4", "B9", "B11", "B12", "B16", "F10")
def test_a_lead_walks_from_new_to_satisfied(sales: Caller) -> None:
    lead = f"/leads/{sales.qualified()['id']}"
    complete(sales, sales.open_task(sales.get(lead).json["id"])["id"], "proceed-to-handoff")
    details = sales.open_task(sales.get(lead).json["id"])
    assert details["process"]["element"] == "handoff-details"
    complete(sales, details["id"], None)
    handed_over = sales.get(lead).json
    assert (handed_over["stage"]["code"], handed_over["need_maturity"]) == ("awaiting-sale", "sales-ready")
    assert "Agreed with the customer." in {post["text"] for post in sales.get(f"{lead}/feed").json["items"]}
    opportunity = f"/opportunities/{handed_over['opportunity_id']}"
    sell(sales, opportunity, "done")
    assert sales.get(opportunity).json["state"] == "won"
    satisfied = sales.get(lead).json
    assert (satisfied["stage"]["code"], satisfied["process"]["status"]) == ("satisfied", "completed")
    assert sales.get(f"{lead}/tasks?state=open").json["items"] == []


@pytest.mark.requirement("B16")
def test_a_lost_sale_is_told_to_the_lead_which_is_nurtured_again(sales: Caller) -> None:
    lead = f"/leads/{sales.qualified()['id']}"
    complete(sales, sales.open_task(sales.get(lead).json["id"])["id"], "proceed-to-order")
    opportunity = f"/opportunities/{sales.get(lead).json['opportunity_id']}"
    sell(sales, opportunity, "lost")
    assert sales.get(opportunity).json["state"] == "lost"
    [asked] = sales.get(f"{lead}/tasks?state=open&of=lead").json["items"]
    assert asked["process"]["element"] == "lost-sale"
    complete(sales, asked["id"], "nurture")
    assert sales.get(lead).json["stage"]["code"] == "nurturing"
