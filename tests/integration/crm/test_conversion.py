from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import accounts, activities, contacts, conversion, feed, leads, opportunities, orders, settings
from crm.changes import Author
from crm.errors import Invalid, NotFound
from crm.models import Account, Contact, Lead, Opportunity, Order
from tests.integration.crm.conftest import Crew, enter

NAMED = {
    "account_name": "Vizor",
    "contact_name": "Maria Nguyen",
    "email": "maria@vizor.example",
    "mobile_phone": "+48 077 149 52 19",
    "business_phone": "+48 022 555 01 23",
    "website": "vizor.example",
    "country": "PL",
    "job_title": "Head of IT",
    "department": "information-technology",
}

Convert = Callable[[Session, int, Author], Opportunity | Order]


def count(session: Session, model: type[Contact | Account | Opportunity | Order]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.requirement("B5")
def test_qualifying_creates_and_links_what_is_only_named(session: Session, crew: Crew, by: Author) -> None:
    lead = enter(session, by, **NAMED)
    told = conversion.qualify(session, lead.id, by)
    assert lead.contact_id
    assert lead.account_id
    assert lead.qualified_at
    contact, account = contacts.get(session, lead.contact_id), accounts.get(session, lead.account_id)
    assert (contact.name, contact.email, contact.mobile_phone, contact.business_phone) == (
        "Maria Nguyen",
        "maria@vizor.example",
        "+48 077 149 52 19",
        "+48 022 555 01 23",
    )
    assert (contact.job_title, contact.department, contact.account_id) == (
        "Head of IT",
        "information-technology",
        account.id,
    )
    assert (account.name, account.website, account.country, account.phone) == (
        "Vizor",
        "vizor.example",
        "PL",
        "+48 022 555 01 23",
    )
    assert (told["contact_id"], told["account_id"], told["owner"]) == (contact.id, account.id, "sofia")
    assert contact.owner_id == account.owner_id == crew["sofia"].id


@pytest.mark.requirement("B5")
def test_qualifying_again_creates_nothing_more(session: Session, by: Author) -> None:
    lead = enter(session, by, **NAMED)
    conversion.qualify(session, lead.id, by)
    before = (lead.contact_id, lead.account_id, lead.qualified_at, lead.revision)
    conversion.qualify(session, lead.id, by)
    assert (lead.contact_id, lead.account_id, lead.qualified_at, lead.revision) == before
    assert (count(session, Contact), count(session, Account)) == (1, 1)


@pytest.mark.requirement("B5")
def test_linked_ones_stay(session: Session, by: Author) -> None:
    account = accounts.create(session, {"name": "Other"}, by)
    contact = contacts.create(session, {"name": "Somebody"}, by)
    lead = enter(session, by, **NAMED, contact_id=contact.id, account_id=account.id)
    conversion.qualify(session, lead.id, by)
    assert (lead.contact_id, lead.account_id) == (contact.id, account.id)
    assert (count(session, Contact), count(session, Account)) == (1, 1)


@pytest.mark.requirement("B5", "F5")
def test_the_chosen_ones_are_linked(session: Session, by: Author) -> None:
    account = accounts.create(session, {"name": "Vizor"}, by)
    contact = contacts.create(session, {"name": "Maria Nguyen"}, by)
    lead = enter(session, by, **NAMED)
    conversion.qualify(session, lead.id, by, contact_id=contact.id, account_id=account.id)
    assert (lead.contact_id, lead.account_id) == (contact.id, account.id)
    with pytest.raises(Invalid) as invalid:
        conversion.qualify(session, lead.id, by, contact_id=4711, account_id=4712)
    assert set(invalid.value.errors) == {"contact_id", "account_id"}


def test_a_lead_that_names_nobody_is_qualified_without_contact_and_account(session: Session, by: Author) -> None:
    lead = enter(session, by)
    conversion.qualify(session, lead.id, by)
    assert (lead.contact_id, lead.account_id, count(session, Contact)) == (None, None, 0)


def test_the_owner_stays_and_without_an_actor_there_is_none(session: Session, crew: Crew, by: Author) -> None:
    owned, free = enter(session, by, owner="simon"), enter(session, by)
    conversion.qualify(session, owned.id, by)
    conversion.qualify(session, free.id, Author())
    assert (owned.owner_id, free.owner_id) == (crew["simon"].id, None)


def test_a_lead_that_is_not_there_is_not_found(session: Session, by: Author) -> None:
    for convert in (conversion.qualify, conversion.create_opportunity, conversion.create_order):
        with pytest.raises(NotFound):
            convert(session, 4711, by)


@pytest.mark.requirement("B16")
def test_an_opportunity_carries_what_the_lead_knows(session: Session, crew: Crew, by: Author) -> None:
    lead = enter(session, by, **NAMED, owner="sofia", sales_division="partner-sales")
    conversion.qualify(session, lead.id, by)
    handoff = {
        "budget": "25000.00",
        "sales_owner": "simon",
        "meeting_at": "2026-05-01T09:00:00Z",
        "decision_at": "2026-06-01",
        "handoff_notes": "40 seats",
    }
    leads.record_handoff(session, lead.id, handoff, by)
    settings.put(session, "base-currency", "PLN", by)
    made = conversion.create_opportunity(session, lead.id, by)
    assert lead.opportunity_id == made.id
    assert (made.name, made.stage, made.state, made.lead_id) == (lead.title, "qualification", "open", lead.id)
    assert (made.contact_id, made.account_id) == (lead.contact_id, lead.account_id)
    assert (made.amount, made.currency, made.sales_division) == (Decimal("25000.00"), "PLN", "partner-sales")
    assert (made.owner_id, made.needs, str(made.close_date)) == (crew["simon"].id, "40 seats", "2026-06-01")
    assert made.next_meeting == lead.meeting_at


@pytest.mark.requirement("B16")
def test_a_lead_has_one_open_opportunity_and_a_new_one_after_a_lost_one(session: Session, by: Author) -> None:
    lead = enter(session, by)
    first = conversion.create_opportunity(session, lead.id, by)
    assert conversion.create_opportunity(session, lead.id, by) is first
    opportunities.close(session, first.id, "lost", "Too dear", by)
    second = conversion.create_opportunity(session, lead.id, by)
    assert second.id != first.id
    assert lead.opportunity_id == second.id
    opportunities.close(session, second.id, "won", None, by)
    assert conversion.create_opportunity(session, lead.id, by) is second
    assert count(session, Opportunity) == 2


@pytest.mark.requirement("B5", "B16")
@pytest.mark.parametrize("convert", [conversion.create_opportunity, conversion.create_order])
def test_a_lead_that_was_never_qualified_gets_its_customer_when_it_is_converted(
    session: Session, crew: Crew, by: Author, convert: Convert
) -> None:
    lead = enter(session, by, **NAMED)
    made = convert(session, lead.id, by)
    assert lead.qualified_at
    assert (lead.contact_id, lead.account_id, lead.owner_id) == (made.contact_id, made.account_id, made.owner_id)
    assert made.contact_id
    assert contacts.get(session, made.contact_id).account_id == made.account_id
    assert made.owner_id == crew["sofia"].id
    for again in (convert, conversion.create_opportunity, conversion.create_order, conversion.qualify):
        again(session, lead.id, by)
    assert (count(session, Contact), count(session, Account)) == (1, 1)


@pytest.mark.requirement("B16")
def test_a_customer_that_was_unlinked_after_qualifying_is_not_created_again(session: Session, by: Author) -> None:
    lead = enter(session, by, **NAMED)
    conversion.qualify(session, lead.id, by)
    leads.update(session, lead.id, {"contact_id": None}, by)
    assert conversion.create_opportunity(session, lead.id, by).contact_id is None
    assert count(session, Contact) == 1


@pytest.mark.requirement("B10")
def test_a_lead_has_one_unfinished_order(session: Session, by: Author) -> None:
    lead = enter(session, by, **NAMED, owner="simon", budget="100")
    first = conversion.create_order(session, lead.id, by)
    assert conversion.create_order(session, lead.id, by) is first
    assert (first.status, first.amount, first.currency, first.lead_id) == ("draft", Decimal("100.00"), "EUR", lead.id)
    assert lead.order_id == first.id
    orders.update(session, first.id, {"status": "cancelled"}, by)
    second = conversion.create_order(session, lead.id, by)
    assert (second.id != first.id, lead.order_id) == (True, second.id)


@pytest.mark.requirement("F9", "F8")
def test_feed_and_activities_stay_reachable_from_what_the_lead_became(session: Session, by: Author) -> None:
    lead = enter(session, by, **NAMED)
    conversion.qualify(session, lead.id, by)
    feed.post(session, "lead", lead.id, "Said hello", by)
    activities.log(session, "lead", lead.id, {"kind": "meeting", "subject": "Fair"}, by)
    opportunity = conversion.create_opportunity(session, lead.id, by)
    order = conversion.create_order(session, lead.id, by)
    feed.post(session, "opportunity", opportunity.id, "And goodbye", by)
    assert [post["text"] for post in feed.of(session, "opportunity", opportunity.id)] == ["And goodbye", "Said hello"]
    assert [post["text"] for post in feed.of(session, "lead", lead.id)] == ["Said hello"]
    reachable = [
        ("opportunity", opportunity.id),
        ("order", order.id),
        ("contact", lead.contact_id),
        ("account", lead.account_id),
    ]
    for record_type, record_id in reachable:
        assert record_id is not None
        assert [activity["subject"] for activity in activities.of(session, record_type, record_id)] == ["Fair"]


def test_history_says_which_step_converted_the_lead(session: Session, by: Author) -> None:
    from crm import history

    lead = enter(session, by, **NAMED)
    conversion.qualify(session, lead.id, Author(by.actor_id, "lead-qualification/qualify"))
    rows = {row["field"]: row for row in history.of(session, "lead", lead.id)}
    assert rows["contact_id"]["new_name"] == "Maria Nguyen"
    assert rows["contact_id"]["process_element"] == "lead-qualification/qualify"
    assert session.get(Lead, lead.id) is lead
