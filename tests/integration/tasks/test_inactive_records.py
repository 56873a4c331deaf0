"""Inactive records: nobody and no process changes them, and what came due or failed meanwhile happens afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from crm import feed, rights
from crm.errors import StateForbids
from crm.models import Lead, Opportunity, Order
from db import clock
from engine.models import ProcessInstance
from tasks import actions, guarded, inbox, incidents, pauses
from tasks.active_process import activate
from tasks.background.housekeeping import catch_up_timers
from tasks.guarded import Guarded
from tests.desk import Desk

JOBS = text("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'instance_id' = :instance")


def column(desk: Desk, lead_id: int, name: str) -> Any:
    with desk.work() as work:
        return getattr(work.session.get_one(Lead, lead_id), name)


def instance_of(desk: Desk, lead_id: int) -> int:
    with desk.work() as work:
        of_lead = ProcessInstance.record_type == "lead", ProcessInstance.record_id == lead_id
        return work.session.scalars(select(ProcessInstance.id).where(*of_lead)).one()


def win(desk: Desk, lead_id: int) -> None:
    with desk.work() as work:
        sale = work.session.scalars(select(Opportunity.id).where(Opportunity.lead_id == lead_id)).one()
        actions.act(work, "opportunity", sale, "move_to_stage", {"stage": "closed-won"})


def open_incidents(desk: Desk, lead_id: int) -> list[dict[str, Any]]:
    with desk.work() as work:
        return incidents.open_ones(work, "lead", lead_id)


def jobs(desk: Desk, instance_id: int) -> int:
    with desk.work() as work:
        return work.session.scalar(JOBS, {"instance": str(instance_id)}) or 0


@pytest.mark.requirement("E6")
def test_a_process_stops_before_it_would_change_an_inactive_lead_and_goes_on_once_it_is_active(
    sales: Desk, crmadmin: Desk
) -> None:
    lead_id = sales.handed_over()
    sales.act(lead_id, "deactivate")
    before = column(sales, lead_id, "revision")
    win(sales, lead_id)
    assert column(sales, lead_id, "revision") == before
    [stopped] = open_incidents(sales, lead_id)
    assert "inactive record is read-only" in stopped["error"]
    with pytest.raises(StateForbids), crmadmin.work() as work:
        incidents.retry(work, stopped["id"])
    sales.act(lead_id, "activate")
    assert open_incidents(sales, lead_id) == []
    assert sales.lead(lead_id)["stage"]["code"] == "satisfied"


@pytest.mark.requirement("E6")
def test_timers_of_an_inactive_lead_wait_until_it_is_active(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(
        lead_id, "contact-customer", "rescheduled", rescheduled_to=(clock.now() + timedelta(hours=1)).isoformat()
    )
    instance_id = instance_of(sales, lead_id)
    elements = sales.open_elements(lead_id)
    sales.act(lead_id, "deactivate")
    with clock.moved(timedelta(hours=2)):
        before = jobs(sales, instance_id)
        with sales.work() as work:
            pauses.fire_timers(work.app, work.session, instance_id)
            catch_up_timers(work.session)
        assert jobs(sales, instance_id) == before
        assert sales.open_elements(lead_id) == elements
        sales.act(lead_id, "activate")
        assert jobs(sales, instance_id) == before + 1
        with sales.work() as work:
            pauses.fire_timers(work.app, work.session, instance_id)
        assert sales.open_elements(lead_id) == ["contact-customer"]


@pytest.mark.requirement("E6")
def test_tasks_of_inactive_records_are_left_out_of_inbox_and_counts(sales: Desk) -> None:
    def mine() -> tuple[int, list[int]]:
        with sales.work() as work:
            return inbox.counts(work)["mine"], inbox.find(work, {"view": "mine"})[0]

    kept, hidden = sales.qualified(), sales.qualified()
    [task] = sales.tasks(kept)
    sales.act(hidden, "deactivate")
    assert mine() == (1, [task["id"]])
    assert len(sales.tasks(hidden)) == 1
    sales.act(hidden, "activate")
    assert mine()[0] == 2


@pytest.mark.requirement("E6")
@pytest.mark.parametrize("guard", [guarded.CONTACTS, guarded.ACCOUNTS, guarded.ORDERS], ids=lambda guard: guard.type)
def test_other_records_are_switched_off_and_on_alike(sales: Desk, guard: Guarded) -> None:
    values = {"notes": "First"} if guard.type == "order" else {"name": "Vizor", "notes": "First"}
    with sales.work() as work:
        record_id = guard.create(work, values)
        guard.update(work, record_id, {"active": False})
        with pytest.raises(StateForbids):
            guard.update(work, record_id, {"notes": "Second"})
        with pytest.raises(StateForbids):
            feed.post(work.session, guard.type, record_id, "Hello", work.actor.author())
        assert guard.find(work, {}, 10, None).items == []
        assert len(guard.find(work, {"active": "any"}, 10, None).items) == 1
        guard.update(work, record_id, {"active": True})
        guard.update(work, record_id, {"notes": "Second"})


@pytest.mark.requirement("E6")
def test_an_inactive_order_stops_what_would_close_it_until_it_is_active(sales: Desk, admin: Desk) -> None:
    with admin.work() as work:
        activate(work, "lead-management-commerce")
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-order")
    order_id = sales.lead(lead_id)["order_id"]
    with sales.work() as work:
        guarded.ORDERS.update(work, order_id, {"active": False})
    sales.complete(lead_id, "confirm-order", "back-to-distribution")
    [stopped] = open_incidents(sales, lead_id)
    assert (stopped["operation"], "read-only" in stopped["error"]) == ("lead.close_order", True)
    with sales.work() as work:
        guarded.ORDERS.update(work, order_id, {"active": True})
    assert open_incidents(sales, lead_id) == []
    with sales.work() as work:
        assert work.session.get_one(Order, order_id).status == "cancelled"


def test_every_type_of_record_can_be_switched_off() -> None:
    assert all("active" in model.__table__.c for model in rights.MODELS.values())
