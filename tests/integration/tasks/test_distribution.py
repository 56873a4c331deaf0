"""Nurturing in the classic process: where the distribution of a lead leads."""

import pytest
from sqlalchemy import select

from crm.models import Notification, OutgoingMail, User
from tests.desk import Desk


@pytest.mark.requirement("B13", "B8")
def test_back_to_distribution_leads_to_nurturing(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "back-to-distribution")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["need_maturity"]) == ("nurturing", "discovered")
    [task] = sales.tasks(lead_id)
    assert (task["process"]["element"], task["subject"]) == ("distribution", "Lead management: Distribution")


@pytest.mark.requirement("B8")
@pytest.mark.parametrize(
    ("result", "stage", "elements"),
    [
        ("start-handoff", "handoff", ["contact-customer"]),
        ("continue-nurturing", "nurturing", ["distribution"]),
        ("not-interested", "not-interested", []),
    ],
)
def test_distribution_leads_where_its_result_says(sales: Desk, result: str, stage: str, elements: list[str]) -> None:
    lead_id = sales.qualified()
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    before = sales.tasks(lead_id)[0]["id"]
    values = {"owner": "sales2", "sales_division": "direct-sales", "strategy": "Invite", "note": "Warm"}
    sales.complete(lead_id, "distribution", result, **values)
    lead = sales.lead(lead_id)
    assert lead["stage"]["code"] == stage
    assert (lead["owner"], lead["sales_division"], lead["strategy"]) == ("sales2", "direct-sales", "Invite")
    assert sales.open_elements(lead_id) == elements
    assert before not in [task["id"] for task in sales.tasks(lead_id)]


@pytest.mark.requirement("B8")
def test_remind_owner_notifies_the_owner_in_the_page_and_by_mail(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    sales.complete(lead_id, "distribution", "start-handoff", owner="sales2", remind_owner=True)
    with sales.work() as work:
        told = work.session.scalars(
            select(Notification.kind).join(User, User.id == Notification.user_id).where(User.login == "sales2")
        ).all()
        assert "process" in told
        mail = work.session.scalars(select(OutgoingMail)).one()
        assert (mail.to, mail.state) == ("sales2@baton.example", "kept")
        assert f"/leads/{lead_id}" in mail.body
