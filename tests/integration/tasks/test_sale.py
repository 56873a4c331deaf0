"""The sale that a lead of the classic process awaits, and how its outcome comes back to the lead."""

from random import Random

import pytest

from tasks.completion import complete
from tasks.demo.walk import made_up
from tasks.forms.presentation import form_of
from tests.desk import Desk


def sell(desk: Desk, lead_id: int, result: str, most: int = 20) -> list[str]:
    """Complete the opportunity's tasks with a result until none is left; return the stages gone through."""
    stages: list[str] = []
    for _ in range(most):
        tasks = desk.tasks(lead_id, of="opportunity")
        if not tasks:
            return stages
        with desk.work() as work:
            form = form_of(work, tasks[0]["id"])
            codes = [r["code"] for r in form["results"]]
            chosen = result if result in codes else (codes[0] if codes else None)
            complete(work, tasks[0]["id"], chosen, made_up(form, chosen, Random(1)))
        if tasks[0]["stage"] not in stages:
            stages.append(tasks[0]["stage"])
    raise AssertionError("the sale never ends")


@pytest.mark.requirement("B16", "F10")
def test_a_won_opportunity_satisfies_the_lead(sales: Desk) -> None:
    lead_id = sales.handed_over()
    stages = sell(sales, lead_id, "done")
    assert stages == ["qualification", "presentation", "proposal", "contracting"]
    lead = sales.lead(lead_id)
    assert lead["stage"]["code"] == "satisfied"
    opportunity = sales.opportunity(lead["opportunity_id"])
    assert (opportunity.state, opportunity.stage) == ("won", "closed-won")
    assert sales.tasks(lead_id) == []
    assert sales.tasks(lead_id, of="opportunity") == []


@pytest.mark.requirement("B16")
@pytest.mark.parametrize(("result", "stage"), [("nurture", "nurturing"), ("not-interested", "not-interested")])
def test_a_lost_opportunity_comes_back_to_the_lead(sales: Desk, result: str, stage: str) -> None:
    lead_id = sales.handed_over()
    sell(sales, lead_id, "lost")
    lead = sales.lead(lead_id)
    assert sales.opportunity(lead["opportunity_id"]).state == "lost"
    assert lead["stage"]["code"] == "awaiting-sale"
    assert sales.open_elements(lead_id) == ["lost-sale"]
    sales.complete(lead_id, "lost-sale", result)
    assert sales.lead(lead_id)["stage"]["code"] == stage


@pytest.mark.requirement("B16")
def test_a_lead_that_comes_back_gets_a_new_opportunity_only_when_the_old_one_is_lost(sales: Desk) -> None:
    lead_id = sales.handed_over()
    first = sales.lead(lead_id)["opportunity_id"]
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    sales.act(lead_id, "move_to_stage", stage="awaiting-sale")
    assert sales.lead(lead_id)["opportunity_id"] == first
    sell(sales, lead_id, "lost")
    sales.complete(lead_id, "lost-sale", "nurture")
    sales.act(lead_id, "move_to_stage", stage="awaiting-sale")
    assert sales.lead(lead_id)["opportunity_id"] != first
