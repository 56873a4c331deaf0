"""The workflow bar of a lead."""

from typing import Any

import pytest

from tasks import actions, workflow_bar
from tests.desk import Desk


def bar(desk: Desk, lead_id: int) -> dict[str, dict[str, Any]]:
    with desk.work() as work:
        return {stage["code"]: stage for stage in workflow_bar.of(work, "lead", lead_id)}


@pytest.mark.requirement("B1", "A8")
def test_a_new_lead_sees_the_stages_of_the_active_process_in_order(sales: Desk) -> None:
    stages = bar(sales, sales.enter(contact_name="Maria"))
    assert list(stages) == [
        "qualification",
        "nurturing",
        "handoff",
        "awaiting-sale",
        "satisfied",
        "not-interested",
        "disqualified",
    ]
    assert [code for code, stage in stages.items() if stage["state"] == "current"] == ["qualification"]
    assert all(stage["tip"] for stage in stages.values())


@pytest.mark.requirement("B2", "B3")
def test_the_bar_knows_what_was_skipped_and_where_the_lead_may_go(sales: Desk) -> None:
    stages = bar(sales, sales.qualified())
    states = {code: stage["state"] for code, stage in stages.items()}
    assert states == {
        "qualification": "done",
        "nurturing": "skipped",
        "handoff": "current",
        "awaiting-sale": "ahead",
        "satisfied": "ahead",
        "not-interested": "ahead",
        "disqualified": "ahead",
    }
    possible = {code for code, stage in stages.items() if stage["possible"]}
    assert possible == {"qualification", "nurturing", "awaiting-sale", "not-interested", "disqualified"}


@pytest.mark.requirement("B1")
def test_a_lead_that_ends_early_has_not_skipped_what_it_never_reached(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.act(lead_id, "move_to_stage", stage="not-interested")
    states = {code: stage["state"] for code, stage in bar(sales, lead_id).items()}
    assert states == {
        "qualification": "done",
        "nurturing": "skipped",
        "handoff": "done",
        "awaiting-sale": "ahead",
        "satisfied": "ahead",
        "not-interested": "current",
        "disqualified": "ahead",
    }


@pytest.mark.requirement("B1")
def test_what_a_satisfied_lead_passed_by_was_skipped(sales: Desk) -> None:
    lead_id = sales.handed_over()
    sales.act(lead_id, "move_to_stage", stage="satisfied")
    states = {code: stage["state"] for code, stage in bar(sales, lead_id).items()}
    assert (states["nurturing"], states["awaiting-sale"], states["satisfied"]) == ("skipped", "done", "current")


@pytest.mark.requirement("B1")
def test_a_lost_opportunity_has_not_skipped_its_winning(sales: Desk, manager: Desk) -> None:
    lead_id = sales.handed_over()
    opportunity_id = sales.lead(lead_id)["opportunity_id"]
    with manager.work() as work:
        actions.act(work, "opportunity", opportunity_id, "move_to_stage", {"stage": "closed-lost"})
        states = {stage["code"]: stage["state"] for stage in workflow_bar.of(work, "opportunity", opportunity_id)}
    assert (states["closed-lost"], states["closed-won"]) == ("current", "ahead")


@pytest.mark.requirement("A8")
def test_without_a_process_the_classic_stages_stand_on_the_bar(sales: Desk, admin: Desk) -> None:
    from tasks.active_process import activate

    with admin.work() as work:
        activate(work, None)
    stages = bar(sales, sales.enter(contact_name="Maria"))
    assert len(stages) == 7
    assert stages["nurturing"]["possible"]
