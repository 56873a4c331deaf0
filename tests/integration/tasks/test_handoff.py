"""The results of the task by which the classic process hands a lead over to sales."""

from datetime import timedelta

import pytest

from crm import feed, history
from crm.errors import Invalid
from crm.models import Order
from db import clock
from tests.desk import Desk


@pytest.mark.requirement("B10")
def test_proceed_to_order_creates_an_order_and_awaits_the_sale(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-order")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["need_maturity"]) == ("awaiting-sale", "sales-ready")
    with sales.work() as work:
        order = work.session.get_one(Order, lead["order_id"])
        assert (order.lead_id, order.contact_id, order.account_id) == (
            lead_id,
            lead["contact_id"],
            lead["account_id"],
        )


@pytest.mark.requirement("B11")
def test_proceed_to_handoff_needs_result_details_and_opens_the_details_form(sales: Desk) -> None:
    lead_id = sales.qualified()
    with pytest.raises(Invalid) as refused:
        sales.complete(lead_id, "contact-customer", "proceed-to-handoff")
    assert list(refused.value.errors) == ["result_details"]
    sales.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Wants 40 seats")
    [task] = sales.tasks(lead_id)
    assert task["process"]["element"] == "handoff-details"
    fields = {field["name"]: field for field in sales.form(task["id"])["fields"]}
    assert fields["need_type"]["value"] == "additional-service"
    assert fields["assignee"]["value"] == "sales"
    assert fields["notes"]["value"] == "Wants 40 seats"


@pytest.mark.requirement("B12", "B16")
def test_handing_over_keeps_the_details_posts_the_notes_and_creates_the_opportunity(sales: Desk) -> None:
    lead_id = sales.handed_over()
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["need_maturity"]) == ("awaiting-sale", "sales-ready")
    assert (str(lead["budget"]), lead["sales_owner"], lead["sales_division"]) == ("25000.00", "sales2", "partner-sales")
    assert lead["handoff_notes"] == "Wants 40 seats"
    with sales.work() as work:
        assert "Wants 40 seats" in [post["text"] for post in feed.of(work.session, "lead", lead_id)]
    opportunity = sales.opportunity(lead["opportunity_id"])
    assert (opportunity.state, opportunity.stage, str(opportunity.amount)) == ("open", "qualification", "25000.00")
    assert sales.open_elements(lead_id, of="opportunity") == ["set-owner"]


@pytest.mark.requirement("B14")
def test_rescheduled_makes_a_new_contact_task_for_the_time(sales: Desk) -> None:
    lead_id = sales.qualified()
    again = (clock.now() + timedelta(days=9)).replace(microsecond=0)
    with pytest.raises(Invalid) as refused:
        sales.complete(lead_id, "contact-customer", "rescheduled")
    assert list(refused.value.errors) == ["rescheduled_to"]
    first = sales.complete(lead_id, "contact-customer", "rescheduled", rescheduled_to=again.isoformat())
    [task] = sales.tasks(lead_id)
    assert task["id"] != first
    assert (task["process"]["element"], task["due"]) == ("contact-customer", again)
    assert sales.lead(lead_id)["stage"]["code"] == "handoff"


@pytest.mark.requirement("B15")
def test_not_interested_keeps_the_stage_and_work_can_be_resumed(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "not-interested")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["need_maturity"]) == ("handoff", "not-interested")
    [task] = sales.tasks(lead_id)
    assert (task["process"]["element"], task["suggested"]) == ("resume-work", True)
    results = [result["code"] for result in sales.form(task["id"])["results"]]
    sales.complete(lead_id, "resume-work", *results[:1])
    assert sales.open_elements(lead_id) == ["contact-customer"]


@pytest.mark.requirement("F9")
def test_history_names_the_task_that_a_change_came_of(sales: Desk) -> None:
    lead_id = sales.qualified()
    task_id = sales.complete(lead_id, "contact-customer", "back-to-distribution")
    with sales.work() as work:
        rows = history.of(work.session, "lead", lead_id)
    [stage] = [row for row in rows if row["field"] == "stage" and row["new"] == "nurturing"]
    assert (stage["task_id"], stage["actor"]) == (task_id, "sales")
    [owner] = [row for row in rows if row["field"] == "owner"]
    assert (owner["old"], owner["new"], owner["task_id"]) == (None, "sales", None)
