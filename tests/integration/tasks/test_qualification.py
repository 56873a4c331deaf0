"""A lead from its entry until it is qualified or disqualified in the classic process."""

import pytest

from crm.errors import Invalid, StateForbids
from crm.models import Account, Contact, Lead
from tasks.active_process import activate
from tests.desk import Desk


@pytest.mark.requirement("B4", "A8", "F1")
def test_a_new_lead_stands_in_qualification_and_has_no_tasks(sales: Desk) -> None:
    lead_id = sales.enter(account_name="Vizor")
    lead = sales.lead(lead_id)
    assert lead["stage"]["code"] == "qualification"
    assert lead["process"] is None
    assert sales.tasks(lead_id) == []
    assert "qualify" in sales.offered(lead_id)


@pytest.mark.requirement("B5", "B7", "B9", "A1")
def test_qualifying_links_contact_and_account_and_leads_to_the_handoff_task(sales: Desk) -> None:
    lead_id = sales.qualified(mobile_phone="+48 077 149 52 19")
    lead = sales.lead(lead_id)
    assert lead["stage"]["code"] == "handoff"
    assert lead["owner"] == "sales"
    assert lead["process"]["key"] == "lead-management"
    with sales.work() as work:
        contact = work.session.get_one(Contact, lead["contact_id"])
        assert (contact.name, contact.email, contact.mobile_phone) == (
            "Maria Nguyen",
            "maria@vizor.example",
            "+48 077 149 52 19",
        )
        assert work.session.get_one(Account, lead["account_id"]).name == "Vizor"
    [task] = sales.tasks(lead_id)
    assert task["process"] == {
        "key": "lead-management",
        "version": 1,
        "element": "contact-customer",
        "sub_process": "lead-handoff",
    }


@pytest.mark.requirement("B5")
def test_linked_contact_and_account_stay(sales: Desk) -> None:
    first = sales.lead(sales.qualified())
    second = sales.enter(contact_name="Somebody else", contact_id=first["contact_id"], account_id=first["account_id"])
    sales.act(second, "qualify")
    lead = sales.lead(second)
    assert (lead["contact_id"], lead["account_id"]) == (first["contact_id"], first["account_id"])


@pytest.mark.requirement("B6")
def test_disqualifying_asks_for_a_reason_and_ends_the_work(sales: Desk) -> None:
    lead_id = sales.enter(account_name="Vizor")
    with pytest.raises(Invalid) as refused:
        sales.act(lead_id, "disqualify")
    assert "reason" in refused.value.errors
    sales.act(lead_id, "disqualify", reason="incorrect-data", note="Wrong number")
    lead = sales.lead(lead_id)
    assert lead["stage"]["code"] == "disqualified"
    assert lead["disqualification_reason"] == "incorrect-data"
    assert set(sales.offered(lead_id)) <= {"assign", "reassign", "distribute", "add_to_marketing_list", "deactivate"}


@pytest.mark.requirement("A8")
def test_without_an_active_process_leads_are_worked_by_hand(sales: Desk, admin: Desk) -> None:
    with admin.work() as work:
        activate(work, None)
    lead_id = sales.enter(account_name="Vizor", contact_name="Maria")
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["process"]) == ("nurturing", None)
    assert sales.tasks(lead_id) == []


def test_an_unknown_stage_moves_nothing(sales: Desk) -> None:
    lead_id = sales.qualified()
    for stage in ("nowhere", "", None, 7, "mql"):
        with pytest.raises((Invalid, StateForbids)):
            sales.act(lead_id, "move_to_stage", stage=stage)
    assert sales.lead(lead_id)["stage"]["code"] == "handoff"
    assert sales.open_elements(lead_id) == ["contact-customer"]


def test_no_lead_is_left_behind_by_a_refused_one(sales: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        sales.enter(customer_need="no-such-need", email="not an address", colour="red")
    assert set(refused.value.errors) == {"customer_need", "email", "colour"}
    with sales.work() as work:
        assert work.session.query(Lead).count() == 0
