from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm import opportunities, orders, settings
from crm.changes import Author
from crm.errors import Invalid, StateForbids
from tests.integration.crm.conftest import enter


@pytest.mark.requirement("F10")
def test_an_opportunity_begins_open_in_the_first_stage(session: Session, by: Author) -> None:
    settings.put(session, "base-currency", "PLN", by)
    values = {"name": "Forty seats", "amount": "12500", "close_date": "2026-06-01", "owner": "simon"}
    made = opportunities.create(session, values, by)
    assert (made.stage, made.state, made.currency, made.number >= 1001) == ("qualification", "open", "PLN", True)
    [shown] = opportunities.as_dict(session, [made])
    fixed = "id name lead_id account_id contact_id owner stage amount currency close_date next_meeting state process"
    assert {*fixed.split(), "revision"} <= set(shown)
    assert (shown["owner"], shown["amount"], shown["close_date"]) == ("simon", Decimal("12500.00"), date(2026, 6, 1))
    names = opportunities.as_names(session, made.id)
    assert (names["stage"], names["amount"], names["close_date"]) == ("qualification", 12500, "2026-06-01")


@pytest.mark.requirement("F10")
def test_stages_are_skipped_and_revisited_but_a_final_one_is_not_left(session: Session, by: Author) -> None:
    made = opportunities.create(session, {"name": "Forty seats"}, by)
    for stage in ("contracting", "presentation", "closed-won"):
        opportunities.set_stage(session, made.id, stage, by)
    with pytest.raises(StateForbids):
        opportunities.set_stage(session, made.id, "proposal", by)
    opportunities.set_stage(session, made.id, "closed-won", by)
    assert made.stage == "closed-won"


def test_an_unknown_stage_moves_nothing(session: Session, by: Author) -> None:
    made = opportunities.create(session, {"name": "Forty seats"}, by)
    with pytest.raises(Invalid):
        opportunities.set_stage(session, made.id, "handoff", by)
    with pytest.raises(Invalid):
        opportunities.create(session, {"name": "x", "stage": "closed-won"}, by)
    with pytest.raises(Invalid):
        opportunities.update(session, made.id, {"stage": "proposal"}, by)
    assert made.stage == "qualification"


@pytest.mark.requirement("F10")
def test_an_opportunity_closes_once(session: Session, by: Author) -> None:
    made = opportunities.create(session, {"name": "Forty seats"}, by)
    with pytest.raises(Invalid):
        opportunities.close(session, made.id, "drawn", None, by)
    opportunities.close(session, made.id, "lost", "Too dear", by)
    assert (made.state, made.lost_reason, made.closed_at is not None) == ("lost", "Too dear", True)
    assert opportunities.close(session, made.id, "lost", "Another", by) == {}
    with pytest.raises(StateForbids) as forbidden:
        opportunities.close(session, made.id, "won", None, by)
    assert forbidden.value.state == "lost"


@pytest.mark.requirement("F10")
def test_opportunities_and_orders_are_found_by_what_they_belong_to(session: Session, by: Author) -> None:
    lead = enter(session, by)
    made = opportunities.create(session, {"name": "Forty seats", "lead_id": lead.id, "owner": "simon"}, by)
    order = orders.create(session, {"lead_id": lead.id, "amount": "10"}, by)
    orders.update(session, order.id, {"status": "completed"}, by)
    assert opportunities.find(session, {"lead_id": lead.id, "state": "open", "owner": "simon", "q": "seat"}).items == [
        made
    ]
    assert orders.find(session, {"status": ["completed", "draft"]}).items == [order]
    assert orders.find(session, {"q": str(order.number)}).items == [order]
    [shown] = orders.as_dict(session, [order])
    assert (shown["status"], shown["amount"], shown["currency"], shown["number"]) == (
        "completed",
        Decimal("10.00"),
        "EUR",
        order.number,
    )


def test_what_a_record_was_made_from_does_not_change(session: Session, by: Author) -> None:
    lead, other = enter(session, by), enter(session, by)
    order = orders.create(session, {"lead_id": lead.id}, by)
    with pytest.raises(Invalid) as invalid:
        orders.update(session, order.id, {"lead_id": other.id}, by)
    assert "lead_id" in invalid.value.errors
