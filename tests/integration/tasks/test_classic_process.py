"""The classic process, walked by people through the services: requirements B1–B17."""

from datetime import timedelta
from typing import Any

import pytest

from crm.errors import Invalid, NotAllowed, StateForbids
from crm.models import Account, Contact, Lead, Order
from db import clock
from tasks.errors import TaskAlreadyCompleted, TaskCancelled
from tests.desk import Desk

HANDOFF = {"budget": "25000.00", "sales_owner": "sales2", "sales_division": "partner-sales"}


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
    assert set(sales.offered(lead_id)) <= {"assign", "reassign", "distribute", "deactivate"}


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
    fields = sales_form(sales, task["id"])
    assert fields["need_type"]["value"] == "additional-service"
    assert fields["assignee"]["value"] == "sales"
    assert fields["notes"]["value"] == "Wants 40 seats"


def sales_form(desk: Desk, task_id: int) -> dict[str, dict[str, Any]]:
    from tasks.forms.presentation import form_of

    with desk.work() as work:
        return {field["name"]: field for field in form_of(work, task_id)["fields"]}


@pytest.mark.requirement("B12", "B16")
def test_handing_over_keeps_the_details_posts_the_notes_and_creates_the_opportunity(sales: Desk) -> None:
    lead_id = handed_over(sales)
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["need_maturity"]) == ("awaiting-sale", "sales-ready")
    assert (str(lead["budget"]), lead["sales_owner"], lead["sales_division"]) == ("25000.00", "sales2", "partner-sales")
    assert lead["handoff_notes"] == "Wants 40 seats"
    with sales.work() as work:
        from crm import feed

        assert "Wants 40 seats" in [post["text"] for post in feed.of(work.session, "lead", lead_id)]
    opportunity = sales.opportunity(lead["opportunity_id"])
    assert (opportunity.state, opportunity.stage, str(opportunity.amount)) == ("open", "qualification", "25000.00")
    assert sales.open_elements(lead_id, of="opportunity") == ["set-owner"]


def handed_over(desk: Desk) -> int:
    lead_id = desk.qualified()
    desk.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Wants 40 seats")
    desk.complete(lead_id, "handoff-details", None, **HANDOFF)
    return lead_id


@pytest.mark.requirement("B13", "B8")
def test_back_to_distribution_leads_to_nurturing(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "back-to-distribution")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["need_maturity"]) == ("nurturing", "discovered")
    [task] = sales.tasks(lead_id)
    assert (task["process"]["element"], task["subject"]) == ("distribution", "Lead management: Distribution")


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
    sales.complete(lead_id, "resume-work", *results_of(sales, task["id"]))
    assert sales.open_elements(lead_id) == ["contact-customer"]


def results_of(desk: Desk, task_id: int) -> list[str]:
    """The first result of a task, if it has any."""
    from tasks.forms.presentation import form_of

    with desk.work() as work:
        return [result["code"] for result in form_of(work, task_id)["results"]][:1]


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
        from sqlalchemy import select

        from crm.models import Notification, OutgoingMail, User

        told = work.session.scalars(
            select(Notification.kind).join(User, User.id == Notification.user_id).where(User.login == "sales2")
        ).all()
        assert "process" in told
        mail = work.session.scalars(select(OutgoingMail)).one()
        assert (mail.to, mail.state) == ("sales2@baton.example", "kept")
        assert f"/leads/{lead_id}" in mail.body


SALE = [
    "set-owner", "assess-needs", "prepare-presentation", "conduct-presentation",
]  # fmt: skip


@pytest.mark.requirement("B16", "F10")
def test_a_won_opportunity_satisfies_the_lead(sales: Desk) -> None:
    lead_id = handed_over(sales)
    stages = sell(sales, lead_id, "done")
    assert stages == ["qualification", "presentation", "proposal", "contracting"]
    lead = sales.lead(lead_id)
    assert lead["stage"]["code"] == "satisfied"
    opportunity = sales.opportunity(lead["opportunity_id"])
    assert (opportunity.state, opportunity.stage) == ("won", "closed-won")
    assert sales.tasks(lead_id) == []
    assert sales.tasks(lead_id, of="opportunity") == []


def sell(desk: Desk, lead_id: int, result: str, most: int = 20) -> list[str]:
    """Complete the opportunity's tasks with a result until none is left; return the stages gone through."""
    from random import Random

    from tasks.completion import complete
    from tasks.demo.walk import made_up
    from tasks.forms.presentation import form_of

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


@pytest.mark.requirement("B16")
@pytest.mark.parametrize(("result", "stage"), [("nurture", "nurturing"), ("not-interested", "not-interested")])
def test_a_lost_opportunity_comes_back_to_the_lead(sales: Desk, result: str, stage: str) -> None:
    lead_id = handed_over(sales)
    sell(sales, lead_id, "lost")
    lead = sales.lead(lead_id)
    assert sales.opportunity(lead["opportunity_id"]).state == "lost"
    assert lead["stage"]["code"] == "awaiting-sale"
    assert sales.open_elements(lead_id) == ["lost-sale"]
    sales.complete(lead_id, "lost-sale", result)
    assert sales.lead(lead_id)["stage"]["code"] == stage


@pytest.mark.requirement("B16")
def test_a_lead_that_comes_back_gets_a_new_opportunity_only_when_the_old_one_is_lost(sales: Desk) -> None:
    lead_id = handed_over(sales)
    first = sales.lead(lead_id)["opportunity_id"]
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    sales.act(lead_id, "move_to_stage", stage="awaiting-sale")
    assert sales.lead(lead_id)["opportunity_id"] == first
    sell(sales, lead_id, "lost")
    sales.complete(lead_id, "lost-sale", "nurture")
    sales.act(lead_id, "move_to_stage", stage="awaiting-sale")
    assert sales.lead(lead_id)["opportunity_id"] != first


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


@pytest.mark.requirement("C4")
def test_completing_a_task_twice_names_who_did_it(sales: Desk, manager: Desk) -> None:
    lead_id = sales.qualified()
    task_id = sales.complete(lead_id, "contact-customer", "back-to-distribution")
    from tasks.completion import complete

    with pytest.raises(TaskAlreadyCompleted) as refused, manager.work() as work:
        complete(work, task_id, "back-to-distribution", {})
    assert refused.value.by == "sales"


@pytest.mark.requirement("B3")
def test_a_task_of_a_stage_that_was_left_cannot_be_completed(sales: Desk) -> None:
    from tasks.completion import complete

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


@pytest.mark.requirement("A8")
def test_without_an_active_process_leads_are_worked_by_hand(sales: Desk, admin: Desk) -> None:
    from tasks.active_process import activate

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


@pytest.mark.requirement("F9")
def test_history_names_the_task_that_a_change_came_of(sales: Desk) -> None:
    from crm import history

    lead_id = sales.qualified()
    task_id = sales.complete(lead_id, "contact-customer", "back-to-distribution")
    with sales.work() as work:
        rows = history.of(work.session, "lead", lead_id)
    [stage] = [row for row in rows if row["field"] == "stage" and row["new"] == "nurturing"]
    assert (stage["task_id"], stage["actor"]) == (task_id, "sales")
    [owner] = [row for row in rows if row["field"] == "owner"]
    assert (owner["old"], owner["new"], owner["task_id"]) == (None, "sales", None)


@pytest.mark.requirement("B17", "C1")
def test_open_tasks_follow_the_lead_to_its_new_owner_unless_they_were_delegated(sales: Desk) -> None:
    from tasks import claims

    lead_id = sales.qualified()
    sales.act(lead_id, "reassign", owner="sales2")
    assert [task["owner"] for task in sales.tasks(lead_id)] == ["sales2"]
    with sales.work() as work:
        claims.delegate(work, sales.tasks(lead_id)[0]["id"], "manager")
    sales.act(lead_id, "reassign", owner="sales")
    assert [task["owner"] for task in sales.tasks(lead_id)] == ["manager"]


@pytest.mark.requirement("B17")
def test_no_way_changes_the_owner_in_a_final_stage(sales: Desk) -> None:
    from tasks import leads

    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-order")
    with pytest.raises(StateForbids), sales.work() as work:
        leads.update(work, lead_id, {"owner": "sales2"})
    assert sales.lead(lead_id)["owner"] == "sales"


@pytest.mark.requirement("H1")
def test_who_works_with_no_records_can_own_none(sales: Desk) -> None:
    from tasks import claims

    lead_id = sales.qualified()
    with pytest.raises(Invalid):
        sales.act(lead_id, "assign", owner="designer")
    with pytest.raises(Invalid), sales.work() as work:
        claims.delegate(work, sales.tasks(lead_id)[0]["id"], "designer")
    assert "designer" not in [c["code"] for c in sales.offered(lead_id)["assign"]["fields"][0]["choices"]]
