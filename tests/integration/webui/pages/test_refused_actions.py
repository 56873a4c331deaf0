"""Why can't I: on the page of a lead, in the same words in which the interface refuses."""

from collections.abc import Callable

import pytest

from tasks.active_process import activate
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor


@pytest.fixture
def lead_id(desk: Callable[[str], Desk]) -> int:
    """A lead that is assigned to sales."""
    with desk("admin").work() as work:
        activate(work, "lead-states")
    lead_id = desk("sales").enter(owner="sales")
    desk("sales").act(lead_id, "assign", owner="sales")
    return lead_id


@pytest.mark.requirement("E7")
def test_role_ownership_state_and_missing_fields_are_told_in_words(
    visitor: Callable[[str], Visitor], lead_id: int
) -> None:
    told = visitor("marketeer").get(f"/lead/{lead_id}/refusals").text
    assert "Only the owner of the lead may." in told
    assert "It takes one of the roles admin, crm_manager, crm_sales." in told
    owner = visitor("sales").get(f"/lead/{lead_id}/refusals").text
    assert "Its process asks for it in the state “New”." in owner
    assert "The lead needs this first: Goal, Implementation options" in owner


@pytest.mark.requirement("E6", "E7")
def test_an_inactive_lead_says_so(visitor: Callable[[str], Visitor], desk: Callable[[str], Desk], lead_id: int) -> None:
    desk("sales").act(lead_id, "deactivate")
    told = visitor("sales").get(f"/lead/{lead_id}/refusals").text
    assert told.count("The record is inactive.") >= 3


@pytest.mark.requirement("E7")
def test_nobody_asks_about_a_lead_that_is_not_theirs(visitor: Callable[[str], Visitor], lead_id: int) -> None:
    assert visitor("designer").get(f"/lead/{lead_id}/refusals").status_code == 403


@pytest.mark.requirement("E3")
def test_what_the_lead_lacks_is_entered_with_the_form_and_nothing_is_lost(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk], lead_id: int
) -> None:
    guest = visitor("sales")
    form = {"name": "Aurora", "responsible": "sales", "city": "Bergen", "record.goal": "One system"}
    answer = guest.post(f"/lead/{lead_id}/actions/qualify", form)
    assert answer.status_code == 422
    assert 'value="Bergen"' in answer.text
    assert "One system</textarea>" in answer.text
    assert desk("sales").lead(lead_id)["goal"] is None
    names = ("implementation_options", "procurement_procedure", "decision_level", "terms", "decision_maker")
    more = ("selection_criteria", "compliance_with_criteria")
    needed = {f"record.{name}": "As agreed" for name in (*names, *more)} | {"record.channel": "website"}
    answer = guest.post(f"/lead/{lead_id}/actions/qualify", form | needed | {"selling_direction": "new-business"})
    assert answer.status_code in (204, 303)
    lead = desk("sales").lead(lead_id)
    assert (lead["stage"]["code"], lead["goal"], lead["terms"]) == ("qualified", "One system", "As agreed")


@pytest.mark.requirement("E3", "C2")
def test_the_task_can_be_completed_in_the_inbox_as_well(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk], lead_id: int
) -> None:
    [task] = [task for task in desk("sales").tasks(lead_id) if task["subject"] == "Qualify"]
    guest = visitor("sales")
    assert "Needed on the lead first" in guest.get(f"/tasks/{task['id']}").text
    drafted = guest.client.put(
        f"/tasks/{task['id']}/draft", json={"record.goal": "One system"}, headers={"X-CSRFToken": guest.token}
    )
    assert drafted.status_code == 204
    assert "One system</textarea>" in guest.get(f"/tasks/{task['id']}").text
    answer = guest.post(f"/tasks/{task['id']}/complete?at=page", {"name": "Aurora", "record.goal": "One system"})
    assert answer.status_code == 422
    assert "The lead needs this first: Terms." in answer.text
