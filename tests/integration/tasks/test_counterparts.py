"""A lead and the sales that came of it hear from each other, wherever either of them stands."""

import pytest
from sqlalchemy import select

from crm.models import FeedPost, Notification, User
from tasks import actions
from tests.desk import Desk


def posts(desk: Desk, record_type: str, record_id: int) -> list[str]:
    """Return the texts in a record's own feed."""
    with desk.work() as work:
        own = FeedPost.record_type == record_type, FeedPost.record_id == record_id
        return list(work.session.scalars(select(FeedPost.text).where(*own)))


def told(desk: Desk) -> set[tuple[str, str]]:
    """Return who was told something by a process, and the page it leads to."""
    with desk.work() as work:
        query = select(User.login, Notification.link).join(Notification, Notification.user_id == User.id)
        return {(login, link) for login, link in work.session.execute(query.where(Notification.kind == "process"))}


def close(desk: Desk, opportunity_id: int, stage: str) -> None:
    with desk.work() as work:
        actions.act(work, "opportunity", opportunity_id, "move_to_stage", {"stage": stage})


@pytest.mark.requirement("B16")
@pytest.mark.parametrize("end", ["not-interested", "disqualified"])
def test_the_owner_of_an_open_sale_is_told_when_its_lead_ends(sales: Desk, end: str) -> None:
    lead_id = sales.handed_over()
    opportunity_id = sales.lead(lead_id)["opportunity_id"]
    sales.act(lead_id, "move_to_stage", stage=end)
    [text] = posts(sales, "opportunity", opportunity_id)
    assert text.startswith("The lead that this came from has ended")
    assert told(sales) == {("sales2", f"/opportunities/{opportunity_id}")}
    assert sales.opportunity(opportunity_id).state == "open"


@pytest.mark.requirement("B16")
def test_a_closed_sale_hears_nothing_more_of_its_lead(sales: Desk) -> None:
    lead_id = sales.handed_over()
    opportunity_id = sales.lead(lead_id)["opportunity_id"]
    close(sales, opportunity_id, "closed-lost")
    sales.complete(lead_id, "lost-sale", "not-interested")
    assert posts(sales, "opportunity", opportunity_id) == []


@pytest.mark.requirement("B16")
def test_the_owner_of_an_open_order_is_told_too(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-order")
    order_id = sales.lead(lead_id)["order_id"]
    sales.act(lead_id, "move_to_stage", stage="not-interested")
    assert len(posts(sales, "order", order_id)) == 1
    assert ("sales", f"/orders/{order_id}") in told(sales)


@pytest.mark.requirement("B16")
def test_a_sale_won_after_its_lead_has_ended_is_told_to_it_all_the_same(sales: Desk) -> None:
    lead_id = sales.handed_over()
    opportunity_id = sales.lead(lead_id)["opportunity_id"]
    sales.act(lead_id, "move_to_stage", stage="not-interested")
    close(sales, opportunity_id, "closed-won")
    assert sales.lead(lead_id)["stage"]["code"] == "not-interested"
    assert "The sale was won." in posts(sales, "lead", lead_id)
    assert ("sales", f"/leads/{lead_id}") in told(sales)


@pytest.mark.requirement("B16")
@pytest.mark.parametrize(
    ("outcome", "stage", "elements"), [("won", "satisfied", []), ("lost", "awaiting-sale", ["lost-sale"])]
)
def test_a_sale_without_a_process_reaches_its_lead_when_it_is_closed_by_hand(
    sales: Desk, admin: Desk, outcome: str, stage: str, elements: list[str]
) -> None:
    with admin.work() as work:
        work.app.library.disable(work.session, "corporate-sale")
    lead_id = sales.handed_over()
    opportunity_id = sales.lead(lead_id)["opportunity_id"]
    close(sales, opportunity_id, f"closed-{outcome}")
    assert sales.opportunity(opportunity_id).state == outcome
    assert sales.lead(lead_id)["stage"]["code"] == stage
    assert sales.open_elements(lead_id) == elements
    assert f"The sale was {outcome}." in posts(sales, "lead", lead_id)


@pytest.mark.requirement("B16")
def test_a_lost_sale_without_a_process_leaves_a_lead_that_was_moved_where_it_is(sales: Desk, admin: Desk) -> None:
    with admin.work() as work:
        work.app.library.disable(work.session, "corporate-sale")
    lead_id = sales.handed_over()
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    close(sales, sales.lead(lead_id)["opportunity_id"], "closed-lost")
    assert sales.open_elements(lead_id) == ["distribution"]
    assert "The sale was lost." in posts(sales, "lead", lead_id)
