"""The user tasks of a process: what they carry, and who completes them when."""

import pytest

from crm.errors import NotAllowed
from db import clock
from tasks.completion import complete
from tasks.errors import TaskAlreadyCompleted, TaskCancelled
from tests.desk import Desk


@pytest.mark.requirement("C1")
def test_a_task_of_the_process_carries_what_people_need(sales: Desk) -> None:
    before = clock.now()
    lead_id = sales.qualified()
    lead = sales.lead(lead_id)
    [task] = sales.tasks(lead_id)
    assert task["subject"].startswith("Contact the customer and specify the availability")
    assert (task["owner"], task["reporter"], task["priority"], task["category"]) == (
        "sales",
        "sales",
        "medium",
        "To do",
    )
    assert before <= task["start"] <= clock.now()
    assert task["due"] > task["start"]
    assert task["show_in_calendar"] is True
    assert (task["lead_id"], task["contact_id"], task["account_id"]) == (
        lead_id,
        lead["contact_id"],
        lead["account_id"],
    )


@pytest.mark.requirement("C1")
def test_the_task_belongs_to_the_owner_of_the_lead_not_to_who_caused_it(sales: Desk, marketeer: Desk) -> None:
    lead_id = marketeer.enter(contact_name="Ann", owner="sales2")
    marketeer.act(lead_id, "qualify")
    [task] = sales.tasks(lead_id)
    assert (task["owner"], task["reporter"]) == ("sales2", "marketeer")


@pytest.mark.requirement("C4")
def test_completing_a_task_twice_names_who_did_it(sales: Desk, manager: Desk) -> None:
    lead_id = sales.qualified()
    task_id = sales.complete(lead_id, "contact-customer", "back-to-distribution")
    with pytest.raises(TaskAlreadyCompleted) as refused, manager.work() as work:
        complete(work, task_id, "back-to-distribution", {})
    assert refused.value.by == "sales"


@pytest.mark.requirement("B3")
def test_a_task_of_a_stage_that_was_left_cannot_be_completed(sales: Desk) -> None:
    lead_id = sales.qualified()
    [task] = sales.tasks(lead_id)
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    with pytest.raises(TaskCancelled), sales.work() as work:
        complete(work, task["id"], "proceed-to-order", {})
    assert sales.open_elements(lead_id) == ["distribution"]


@pytest.mark.requirement("H1")
def test_who_is_neither_owner_nor_of_the_group_nor_manager_may_not_complete(sales: Desk, marketeer: Desk) -> None:
    lead_id = sales.qualified()
    with pytest.raises(NotAllowed):
        marketeer.complete(lead_id, "contact-customer", "back-to-distribution")
    assert sales.open_elements(lead_id) == ["contact-customer"]
