"""Lead states beside the matrix: tasks that are claimed and given away, owners that change, bulk work, dry runs."""

import pytest

from crm.errors import Invalid, NotAllowed, StateForbids
from tasks import actions, claims, completion, leads, workflow_bar
from tasks.active_process import activate
from tasks.dry_run import Trial, walk
from tests.desk import Desk


@pytest.fixture
def assigned(admin: Desk, sales: Desk) -> int:
    """A lead that is assigned to sales."""
    with admin.work() as work:
        activate(work, "lead-states")
    lead_id = sales.enter(owner="sales")
    sales.act(lead_id, "assign", owner="sales")
    return lead_id


def task_of(desk: Desk, lead_id: int, subject: str) -> int:
    [task] = [task for task in desk.tasks(lead_id) if task["subject"] == subject]
    return int(task["id"])


@pytest.mark.requirement("E3", "H1")
def test_completing_the_task_is_for_the_same_people_as_the_button(manager: Desk, sales: Desk, assigned: int) -> None:
    task_id = task_of(sales, assigned, "Disqualify")
    with pytest.raises(NotAllowed, match="only the owner of the lead may"), manager.work() as work:
        completion.complete(work, task_id, "non-target-client", {"reason": "No"})
    with sales.work() as work:
        completion.complete(work, task_id, "non-target-client", {"reason": "No"})
    assert sales.lead(assigned)["stage"]["code"] == "disqualified"


@pytest.mark.requirement("E2", "H1")
def test_a_task_is_neither_claimed_by_nor_given_to_who_may_not_do_it(
    marketeer: Desk, sales: Desk, assigned: int
) -> None:
    with pytest.raises(NotAllowed, match="only the owner"), marketeer.work() as work:
        claims.claim(work, task_of(sales, assigned, "Reassign"))
    with pytest.raises(Invalid, match="only the owner of the lead may"), sales.work() as work:
        claims.delegate(work, task_of(sales, assigned, "Qualify"), "sales2")


@pytest.mark.requirement("E2")
def test_the_tasks_of_the_state_go_to_the_new_owner(sales: Desk, sales2: Desk, assigned: int) -> None:
    sales.act(assigned, "reassign", owner="sales2")
    owners = {task["subject"]: task["owner"] for task in sales.tasks(assigned)}
    assert owners == {"Qualify": "sales2", "Disqualify": "sales2", "Reassign": None}
    assert "qualify" in sales2.offered(assigned)
    assert {"qualify", "disqualify"}.isdisjoint(sales.offered(assigned))


@pytest.mark.requirement("E7")
def test_what_the_process_asks_for_takes_the_place_of_the_usual_actions(sales: Desk, assigned: int) -> None:
    assert {"assign", "distribute"}.isdisjoint(sales.offered(assigned))
    with pytest.raises(StateForbids, match="the owner changes by the actions of its process"):
        sales.act(assigned, "distribute", owner="sales2")


@pytest.mark.requirement("E1")
def test_the_bar_shows_the_states_in_order_and_leads_nowhere(sales: Desk, assigned: int) -> None:
    with sales.work() as work:
        bar = workflow_bar.of(work, "lead", assigned)
    assert [stage["code"] for stage in bar] == ["new", "assigned", "qualified", "disqualified"]
    assert not any(stage["possible"] for stage in bar)


@pytest.mark.requirement("E1", "A8")
def test_a_lead_begins_in_the_state_in_which_it_is_saved(admin: Desk, sales: Desk) -> None:
    with admin.work() as work:
        activate(work, "lead-states")
    new, taken = sales.enter(), sales.enter(stage="assigned", owner="sales")
    assert (sales.open_elements(new), sales.lead(new)["stage"]["code"]) == (["assign"], "new")
    assert sales.open_elements(taken) == ["disqualify", "qualify", "reassign"]


@pytest.mark.requirement("E7")
def test_refusals_and_offers_are_all_the_actions_there_are(sales: Desk, assigned: int) -> None:
    with sales.work() as work:
        leads.update(work, assigned, {"goal": "One system"})
        refused = {refusal.code: refusal.kind for refusal in actions.refused(work, "lead", assigned)}
    assert refused["qualify"] == "fields"
    assert {code for code, kind in refused.items() if kind != "fields"}.isdisjoint(sales.offered(assigned))
    assert {"assign", "activate", "distribute"} <= refused.keys()


@pytest.mark.requirement("A10+", "E3")
def test_a_designer_walks_through_though_nothing_is_owned_or_filled_in(designer: Desk) -> None:
    steps = (
        {"act": "assign", "values": {"owner": "sales"}},
        {"act": "qualify", "values": {"responsible": "sales", "city": "Bergen", "selling_direction": "new-business"}},
    )
    with designer.work() as work:
        walked = walk(work, Trial("lead-states"), steps)
    assert walked.refused is None
    assert walked.reached is not None
    assert walked.reached["stage"]["code"] == "qualified"
