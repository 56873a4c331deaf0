"""The editions of the lead process: each is active by the setting, and a lead walks it to its end through the API."""

from typing import Any

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.test_walk import complete, sell

SETTING = "/settings/lead-management-business-process"
TEAM, COMMERCE = "lead-management-team", "lead-management-commerce"


def activate(admin: Caller, key: str) -> None:
    assert admin.put(SETTING, {"value": key}).status_code == 200


def completed(caller: Caller, lead_id: int, result: str | None) -> dict[str, Any]:
    """Complete the one open task of a lead and return what the lead has become."""
    complete(caller, caller.open_task(lead_id)["id"], result)
    return caller.get(f"/leads/{lead_id}").json  # type: ignore[return-value]


def results(caller: Caller, lead_id: int) -> list[str]:
    task = caller.get(f"/tasks/{caller.open_task(lead_id)['id']}").json
    return [result["code"] for result in task["results"]]


def bar(caller: Caller, lead_id: int) -> list[str]:
    """Return the codes of the stages that the lead can be moved to."""
    actions = {action["code"]: action for action in caller.get(f"/leads/{lead_id}/actions").json}
    [stage] = actions["move_to_stage"]["fields"]
    return [choice["code"] for choice in stage["choices"]]


@pytest.mark.requirement("B18", "B16", "A4")
def test_a_lead_of_a_team_becomes_an_opportunity_and_no_order(sales: Caller, admin: Caller) -> None:
    activate(admin, TEAM)
    lead = sales.qualified()
    assert lead["process"]["key"] == TEAM
    assert results(sales, lead["id"]) == ["proceed-to-handoff", "back-to-distribution", "rescheduled", "not-interested"]
    completed(sales, lead["id"], "proceed-to-handoff")
    waiting = completed(sales, lead["id"], None)
    assert (waiting["stage"]["code"], waiting["order_id"]) == ("awaiting-sale", None)
    sell(sales, f"/opportunities/{waiting['opportunity_id']}", "done")
    assert sales.get(f"/leads/{lead['id']}").json["stage"]["code"] == "satisfied"


@pytest.mark.requirement("B18", "B10", "A4")
def test_a_lead_of_commerce_becomes_an_order_and_no_opportunity(sales: Caller, admin: Caller) -> None:
    activate(admin, COMMERCE)
    lead = sales.qualified()
    assert lead["process"]["key"] == COMMERCE
    waiting = completed(sales, lead["id"], "proceed-to-order")
    assert (waiting["stage"]["code"], waiting["opportunity_id"]) == ("awaiting-sale", None)
    assert sales.open_task(lead["id"])["process"]["element"] == "confirm-order"
    satisfied = completed(sales, lead["id"], "completed")
    assert (satisfied["stage"]["code"], satisfied["process"]["status"]) == ("satisfied", "completed")
    assert sales.get(f"/orders/{waiting['order_id']}").json["status"] == "completed"


@pytest.mark.requirement("B18", "B17")
def test_the_second_stage_of_commerce_is_called_distribution(sales: Caller, admin: Caller) -> None:
    activate(admin, COMMERCE)
    lead = sales.qualified()
    assert bar(sales, lead["id"]) == [
        "qualification", "distribution", "awaiting-sale", "not-interested", "disqualified",
    ]  # fmt: skip
    back = completed(sales, lead["id"], "back-to-distribution")
    assert back["stage"] == {"code": "distribution", "name": "Distribution"}
    assert sales.open_task(lead["id"])["process"]["element"] == "distribution"
    assert completed(sales, lead["id"], "continue-nurturing")["stage"]["code"] == "distribution"


@pytest.mark.requirement("B18")
def test_a_cancelled_order_is_cancelled_and_the_lead_distributed_again(sales: Caller, admin: Caller) -> None:
    activate(admin, COMMERCE)
    lead = sales.qualified()
    first = completed(sales, lead["id"], "proceed-to-order")["order_id"]
    assert completed(sales, lead["id"], "back-to-distribution")["stage"]["code"] == "distribution"
    assert sales.get(f"/orders/{first}").json["status"] == "cancelled"
    completed(sales, lead["id"], "start-handoff")
    assert completed(sales, lead["id"], "proceed-to-order")["order_id"] != first


@pytest.mark.requirement("B18")
@pytest.mark.parametrize("stage", ["awaiting-sale", "handoff", "distribution", "qualification"])
def test_an_order_that_is_completed_satisfies_its_lead_wherever_it_stands(
    sales: Caller, admin: Caller, stage: str
) -> None:
    activate(admin, COMMERCE)
    lead = sales.qualified()
    order = completed(sales, lead["id"], "proceed-to-order")["order_id"]
    if stage != "awaiting-sale":
        sales.act(lead["id"], "move_to_stage", stage=stage)
    assert sales.patch(f"/orders/{order}", {"status": "confirmed"}).status_code == 200
    assert sales.get(f"/leads/{lead['id']}").json["stage"]["code"] == stage
    assert sales.patch(f"/orders/{order}", {"status": "completed"}).status_code == 200
    assert sales.get(f"/leads/{lead['id']}").json["stage"]["code"] == "satisfied"


@pytest.mark.requirement("B18")
def test_a_lead_does_not_hear_of_an_order_that_was_completed_before(sales: Caller, admin: Caller) -> None:
    activate(admin, COMMERCE)
    lead = sales.qualified()
    completed(sales, lead["id"], "proceed-to-order")
    earlier = sales.post("/orders", {"lead_id": lead["id"], "status": "completed"}).json["id"]
    again = sales.patch(f"/orders/{earlier}", {"status": "completed", "notes": "Paid in May"})
    assert again.status_code == 200
    assert sales.get(f"/leads/{lead['id']}").json["stage"]["code"] == "awaiting-sale"


@pytest.mark.requirement("B18")
def test_a_lead_with_an_order_that_is_completed_already_does_not_wait_for_another(sales: Caller, admin: Caller) -> None:
    activate(admin, COMMERCE)
    lead = sales.qualified()
    order = sales.post("/orders", {"lead_id": lead["id"], "status": "completed"}).json
    moved = sales.act(lead["id"], "move_to_stage", stage="awaiting-sale")
    assert (moved["stage"]["code"], moved["order_id"]) == ("satisfied", order["id"])


@pytest.mark.requirement("B16")
def test_an_order_of_the_classic_process_may_be_completed_while_its_lead_awaits_the_sale(sales: Caller) -> None:
    lead = sales.qualified()
    order = completed(sales, lead["id"], "proceed-to-order")["order_id"]
    assert sales.patch(f"/orders/{order}", {"status": "completed"}).status_code == 200
    assert sales.get(f"/leads/{lead['id']}").json["stage"]["code"] == "awaiting-sale"


@pytest.mark.requirement("B18")
def test_a_lead_keeps_its_edition_when_another_becomes_active(sales: Caller, admin: Caller) -> None:
    activate(admin, COMMERCE)
    lead = sales.qualified()
    activate(admin, TEAM)
    assert completed(sales, lead["id"], "proceed-to-order")["opportunity_id"] is None
    assert sales.qualified()["process"]["key"] == TEAM
