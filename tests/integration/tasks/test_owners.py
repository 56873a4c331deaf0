"""The owner of a lead: when it changes, who it may be, and the open tasks that follow it."""

import pytest

from crm.errors import Invalid, StateForbids
from tasks import claims, leads
from tests.desk import Desk


@pytest.mark.requirement("B17")
def test_the_owner_can_be_assigned_at_any_stage_but_the_final_ones(sales: Desk) -> None:
    lead_id = sales.enter(account_name="Vizor")
    sales.act(lead_id, "assign", owner="sales2")
    assert sales.lead(lead_id)["owner"] == "sales2"
    sales.act(lead_id, "qualify")
    sales.act(lead_id, "distribute", owner="sales", strategy="Call in May")
    lead = sales.lead(lead_id)
    assert (lead["owner"], lead["strategy"], lead["stage"]["code"]) == ("sales", "Call in May", "handoff")
    sales.complete(lead_id, "contact-customer", "proceed-to-order")
    for code in ("assign", "reassign", "distribute"):
        assert code not in sales.offered(lead_id)
        with pytest.raises(StateForbids):
            sales.act(lead_id, code, owner="sales2")


@pytest.mark.requirement("B17", "E2", "E7")
def test_a_lead_is_assigned_once_and_reassigned_from_then_on(sales: Desk) -> None:
    lead_id = sales.enter(account_name="Vizor")
    for possible, refused in (("assign", "reassign"), ("reassign", "assign")):
        assert {possible, refused} & sales.offered(lead_id).keys() == {possible}
        with pytest.raises(StateForbids, match=f"; {possible} "):
            sales.act(lead_id, refused, owner="sales2")
        sales.act(lead_id, possible, owner="sales2")
    assert sales.lead(lead_id)["owner"] == "sales2"


@pytest.mark.requirement("B17", "C1")
def test_open_tasks_follow_the_lead_to_its_new_owner_unless_they_were_delegated(sales: Desk, sales2: Desk) -> None:
    lead_id = sales.qualified()
    sales.act(lead_id, "reassign", owner="sales2")
    assert [task["owner"] for task in sales.tasks(lead_id)] == ["sales2"]
    with sales2.work() as work:
        claims.delegate(work, sales.tasks(lead_id)[0]["id"], "manager")
    sales.act(lead_id, "reassign", owner="sales")
    assert [task["owner"] for task in sales.tasks(lead_id)] == ["manager"]


@pytest.mark.requirement("B17")
def test_no_way_changes_the_owner_in_a_final_stage(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-order")
    with pytest.raises(StateForbids), sales.work() as work:
        leads.update(work, lead_id, {"owner": "sales2"})
    assert sales.lead(lead_id)["owner"] == "sales"


@pytest.mark.requirement("H1")
def test_who_works_with_no_records_can_own_none(sales: Desk) -> None:
    lead_id = sales.qualified()
    with pytest.raises(Invalid):
        sales.act(lead_id, "reassign", owner="designer")
    with pytest.raises(Invalid), sales.work() as work:
        claims.delegate(work, sales.tasks(lead_id)[0]["id"], "designer")
    assert "designer" not in [c["code"] for c in sales.offered(lead_id)["reassign"]["fields"][0]["choices"]]
