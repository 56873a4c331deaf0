"""Every move of the classic bar: the allowed ones take the process along, the forbidden ones change nothing."""

import itertools

import pytest

from crm.errors import Invalid, StateForbids
from tests.desk import Desk

WORKING = ("qualification", "nurturing", "handoff", "awaiting-sale")
ENDS = ("satisfied", "not-interested", "disqualified")
STAGES = WORKING + ENDS
OPENS = {
    "qualification": ["qualify-lead"],
    "nurturing": ["distribution"],
    "handoff": ["contact-customer"],
    "awaiting-sale": [],
}
ALLOWED = [
    *itertools.permutations(WORKING, 2),
    *itertools.product(WORKING, ("not-interested", "disqualified")),
    ("awaiting-sale", "satisfied"),
]
FORBIDDEN = [pair for pair in itertools.product(STAGES, STAGES) if pair not in ALLOWED]


def test_there_are_two_dozen_forbidden_moves_and_more() -> None:
    assert len(FORBIDDEN) >= 24


def standing_in(desk: Desk, stage: str) -> int:
    lead_id = desk.qualified()
    if stage == "satisfied":
        desk.act(lead_id, "move_to_stage", stage="awaiting-sale")
    if stage != "handoff":
        desk.act(lead_id, "move_to_stage", stage=stage)
    assert desk.lead(lead_id)["stage"]["code"] == stage
    return lead_id


@pytest.mark.requirement("B3", "A7")
@pytest.mark.parametrize(("start", "to"), ALLOWED)
def test_an_allowed_move_takes_the_process_along(sales: Desk, start: str, to: str) -> None:
    lead_id = standing_in(sales, start)
    left = [task["id"] for task in sales.tasks(lead_id)]
    sales.act(lead_id, "move_to_stage", stage=to)
    assert sales.lead(lead_id)["stage"]["code"] == to
    assert sales.open_elements(lead_id) == OPENS.get(to, [])
    cancelled = [task["id"] for task in sales.tasks(lead_id, state="cancelled")]
    assert set(left) <= set(cancelled)
    status = sales.lead(lead_id)["process"]["status"]
    assert status == ("completed" if to in ENDS else "running")


@pytest.mark.requirement("A7")
@pytest.mark.parametrize(("start", "to"), FORBIDDEN)
def test_a_forbidden_move_changes_nothing(sales: Desk, start: str, to: str) -> None:
    lead_id = standing_in(sales, start)
    before = sales.lead(lead_id), sales.open_elements(lead_id)
    with pytest.raises((StateForbids, Invalid)):
        sales.act(lead_id, "move_to_stage", stage=to)
    assert (sales.lead(lead_id), sales.open_elements(lead_id)) == before


@pytest.mark.requirement("B3", "B4")
@pytest.mark.parametrize("to", ["nurturing", "handoff", "awaiting-sale"])
def test_a_lead_that_was_not_qualified_starts_its_process_in_the_stage_it_is_moved_to(sales: Desk, to: str) -> None:
    lead_id = sales.enter(contact_name="Maria")
    sales.act(lead_id, "move_to_stage", stage=to)
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["process"]["status"]) == (to, "running")
    assert sales.open_elements(lead_id) == OPENS[to]


@pytest.mark.requirement("B5", "B16")
def test_a_lead_that_the_bar_took_past_qualify_reaches_its_sale_with_contact_and_account(sales: Desk) -> None:
    lead_id = sales.enter(account_name="Vizor", contact_name="Maria Nguyen")
    sales.act(lead_id, "move_to_stage", stage="awaiting-sale")
    lead = sales.lead(lead_id)
    sale = sales.opportunity(lead["opportunity_id"])
    assert (sale.contact_id, sale.account_id) == (lead["contact_id"], lead["account_id"])
    assert None not in (sale.contact_id, sale.account_id)


@pytest.mark.requirement("B4")
def test_a_lead_that_went_back_to_qualification_is_qualified_again_by_its_button(sales: Desk) -> None:
    lead_id = standing_in(sales, "qualification")
    assert sales.offered(lead_id)["qualify"]["fields"] == []
    sales.act(lead_id, "qualify")
    assert sales.lead(lead_id)["stage"]["code"] == "handoff"
    assert sales.open_elements(lead_id) == ["contact-customer"]


@pytest.mark.requirement("A7", "B10")
def test_a_lead_that_the_bar_takes_to_its_sale_is_ready_for_it_and_stays_so(sales: Desk) -> None:
    lead_id = sales.qualified()
    for stage in ("awaiting-sale", "nurturing"):
        sales.act(lead_id, "move_to_stage", stage=stage)
        assert sales.lead(lead_id)["need_maturity"] == "sales-ready"


@pytest.mark.requirement("A7")
def test_transitions_are_data(sales: Desk, admin: Desk) -> None:
    from crm import lookups

    lead_id = standing_in(sales, "not-interested")
    with admin.work() as work:
        values = {"attributes": {"from": "not-interested", "to": "nurturing"}, "name": "Try again", "code": "again"}
        lookups.create(work.session, "lead-stage-transitions", values, work.actor.author())
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    assert sales.lead(lead_id)["stage"]["code"] == "nurturing"
