from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import accounts, activities, contacts, conversion, feed, leads, lookups
from crm.changes import Author
from crm.errors import Invalid, NotFound, Stale, StateForbids
from tests.integration.crm.conftest import Crew, enter


def refused(session: Session, by: Author, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as invalid:
        leads.create(session, values, by)
    return invalid.value.errors


@pytest.mark.requirement("F1", "A8")
def test_the_need_alone_makes_a_lead_with_number_title_and_first_stage(session: Session, by: Author) -> None:
    first, second = enter(session, by), enter(session, by, account_name="Vizor", contact_name="Maria")
    assert second.number == first.number + 1
    assert first.number >= 1001
    assert (first.title, second.title) == ("Additional service", "Additional service / Vizor")
    assert (first.stage, first.status, first.need_maturity) == ("qualification", "new", "not-determined")
    assert (first.score, first.score_band, first.active, first.revision) == (0, None, True, 1)


def test_the_caller_says_in_which_stage_a_lead_begins(session: Session, by: Author) -> None:
    lead = leads.create(session, {"customer_need": "training"}, by, stage="mql")
    assert lead.stage == "mql"


@pytest.mark.requirement("F4")
def test_registration_keeps_what_was_entered_while_the_lead_changes(session: Session, by: Author) -> None:
    entered = {"customer_need": "training", "email": "Maria@Vizor.example", "account_name": "Vizor"}
    lead = leads.create(session, entered, by)
    leads.update(session, lead.id, {"account_name": "Vizor Ltd", "email": "m@vizor.example"}, by)
    assert lead.registration == entered
    assert (lead.account_name, lead.email) == ("Vizor Ltd", "m@vizor.example")


@pytest.mark.requirement("F4")
def test_a_source_brings_its_channel_unless_another_is_given(session: Session, by: Author) -> None:
    assert enter(session, by, source="linkedin").channel == "social-network"
    assert enter(session, by, source="linkedin", channel="event").channel == "event"


@pytest.mark.requirement("F1")
def test_every_error_is_told_at_once_at_its_field(session: Session, by: Author) -> None:
    errors = refused(
        session,
        by,
        email="nobody",
        mobile_phone="call me",
        source="gogle",
        owner="nobody",
        contact_id=4711,
        budget="12.345",
        meeting_at="tomorrow",
        colour="red",
        stage="nowhere",
        title=5,
    )
    assert set(errors) == {
        "customer_need",
        "email",
        "mobile_phone",
        "source",
        "owner",
        "contact_id",
        "budget",
        "meeting_at",
        "colour",
        "stage",
        "title",
    }
    assert errors["customer_need"] == ["This field is required."]
    assert errors["colour"] == ["There is no such field."]
    assert "gogle" in errors["source"][0]


def test_fields_that_only_services_set_are_unknown_from_outside(session: Session, by: Author) -> None:
    for name in ("score", "number", "id", "registration", "opportunity_id", "qualified_at", "created_by", "owner_id"):
        assert name in refused(session, by, **{"customer_need": "training", name: 1})


def test_values_and_people_that_were_switched_off_cannot_be_chosen_anew_but_may_stay(
    session: Session, crew: Crew
) -> None:
    by = crew.by("sofia")
    lead = enter(session, by, owner="simon", source="bing")
    source = lookups.value(session, "lead-sources", "bing")
    assert source is not None
    lookups.update(session, source.id, {"active": False}, by)
    from crm import people

    people.update_user(session, crew["simon"].id, {"active": False}, by)
    leads.update(session, lead.id, {"owner": "simon", "source": "bing", "title": "Kept"}, by)
    assert lead.title == "Kept"
    assert set(refused(session, by, customer_need="training", owner="simon", source="bing")) == {"owner", "source"}


def test_an_update_reads_json_and_python_values_alike(session: Session, by: Author) -> None:
    lead = enter(session, by)
    leads.update(session, lead.id, {"budget": "25000", "meeting_at": "2026-05-01T09:00:00Z", "owner": "simon"}, by)
    assert lead.budget == Decimal("25000.00")
    assert leads.update(session, lead.id, {"budget": Decimal(25000), "meeting_at": lead.meeting_at}, by) == {}


def test_an_update_with_one_wrong_field_changes_nothing(session: Session, by: Author) -> None:
    lead = enter(session, by)
    with pytest.raises(Invalid) as invalid:
        leads.update(session, lead.id, {"title": "New", "email": "nobody", "customer_need": None}, by)
    assert set(invalid.value.errors) == {"email", "customer_need"}
    assert lead.title == "Additional service"


def test_emptied_fields_are_emptied_and_an_emptied_title_is_made_anew(session: Session, by: Author) -> None:
    lead = enter(session, by, account_name="Vizor", owner="simon", title="Old")
    leads.update(session, lead.id, {"owner": None, "account_name": "", "title": ""}, by)
    assert (lead.owner_id, lead.account_name, lead.title) == (None, None, "Additional service")


def test_the_stage_changes_by_its_action_only(session: Session, by: Author) -> None:
    lead = enter(session, by)
    leads.update(session, lead.id, {"stage": "qualification"}, by)
    with pytest.raises(Invalid, match="move_to_stage"):
        leads.update(session, lead.id, {"stage": "handoff"}, by)


def test_a_stale_revision_is_refused(session: Session, by: Author) -> None:
    lead = enter(session, by)
    leads.update(session, lead.id, {"title": "One"}, by, 1)
    with pytest.raises(Stale):
        leads.update(session, lead.id, {"title": "Two"}, by, 1)


@pytest.mark.requirement("A7")
def test_a_stage_sets_its_need_maturity(session: Session, by: Author) -> None:
    lead = enter(session, by)
    leads.set_stage(session, lead.id, "handoff", by)
    assert (lead.stage, lead.need_maturity) == ("handoff", "not-determined")
    leads.set_stage(session, lead.id, "not-interested", by)
    assert (lead.stage, lead.need_maturity) == ("not-interested", "not-interested")


def test_an_unknown_stage_never_moves_anything(session: Session, by: Author) -> None:
    lead = enter(session, by)
    with pytest.raises(Invalid):
        leads.set_stage(session, lead.id, "nowhere", by)
    assert lead.stage == "qualification"


@pytest.mark.requirement("B12")
def test_the_handoff_is_kept_with_its_time(session: Session, crew: Crew, by: Author) -> None:
    lead = enter(session, by)
    fields = {"budget": "1000.00", "sales_owner": "simon", "handoff_assignee": "sofia", "decision_at": "2026-06-01"}
    leads.record_handoff(session, lead.id, fields | {"handoff_notes": "40 seats"}, by)
    assert lead.handed_over_at is not None
    assert (lead.sales_owner_id, lead.handoff_assignee_id) == (crew["simon"].id, crew["sofia"].id)


@pytest.mark.requirement("E6")
def test_an_inactive_lead_is_read_only_for_people_and_processes(session: Session, by: Author) -> None:
    lead = enter(session, by)
    leads.set_active(session, lead.id, False, by)
    for author in (by, Author(process_element="lead-handoff/x")):
        for change in (
            partial(leads.update, session, lead.id, {"title": "New"}, author),
            partial(leads.set_stage, session, lead.id, "nurturing", author),
            partial(leads.record_handoff, session, lead.id, {"budget": "1.00"}, author),
            partial(conversion.qualify, session, lead.id, author),
            partial(conversion.create_opportunity, session, lead.id, author),
            partial(conversion.create_order, session, lead.id, author),
            partial(feed.post, session, "lead", lead.id, "Hello", author),
            partial(activities.log, session, "lead", lead.id, {"kind": "meeting", "subject": "Fair"}, author),
        ):
            with pytest.raises(StateForbids) as forbidden:
                change()
            assert forbidden.value.state == "inactive"
    leads.set_active(session, lead.id, True, by)
    leads.update(session, lead.id, {"title": "New"}, by)
    assert (lead.title, lead.active) == ("New", True)


def test_a_lead_as_the_interface_shows_it(session: Session, crew: Crew, by: Author) -> None:
    account = accounts.create(session, {"name": "Vizor"}, by)
    contact = contacts.create(session, {"name": "Maria", "account_id": account.id}, by)
    lead = enter(session, by, owner="simon", contact_id=contact.id, account_id=account.id, budget="10")
    [shown] = leads.as_dict(session, [lead])
    assert shown["stage"] == {"code": "qualification", "name": "Qualification"}
    assert (shown["owner"], shown["created_by"], shown["sales_owner"]) == ("simon", "sofia", None)
    assert (shown["contact_id"], shown["account_id"], shown["budget"]) == (contact.id, account.id, Decimal("10.00"))
    assert shown["process"] is None
    fixed = "id number title customer_need account_name contact_name email status need_maturity score score_band "
    assert set(f"{fixed}sales_division opportunity_id order_id active revision created_at".split()) <= set(shown)
    assert not {"owner_id", "mobile_digits", "business_digits"} & set(shown)


def test_a_lead_as_expressions_see_it_is_plain_data_to_reckon_with(session: Session, by: Author) -> None:
    lead = enter(session, by, owner="simon", budget="10.50", meeting_at="2026-05-01T09:00:00Z")
    names = leads.as_names(session, lead.id)
    assert (names["stage"], names["owner"], names["sales_owner"]) == ("qualification", "simon", None)
    assert (names["budget"], names["meeting_at"]) == (10.5, "2026-05-01T09:00:00Z")
    with pytest.raises(NotFound):
        leads.as_names(session, 4711)
