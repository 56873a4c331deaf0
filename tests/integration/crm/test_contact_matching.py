"""Contacts found by the form that they sent: in which order, which of several, and what is added to them."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import contacts
from crm.changes import Author
from crm.landing import matching
from crm.models import Contact

BY = Author()
SENT = {"contact_name": "Maria  NGUYEN", "email": "Maria@Vizor.example", "mobile_phone": "+48 22 555 01 23"}
SAME = {"name": "Maria Nguyen", "email": "maria@vizor.example", "mobile_phone": "0048 22 5550123"}
OTHER_NAME, OTHER_MAIL, OTHER_PHONE = {"name": "Jan"}, {"email": "m@home.example"}, {"mobile_phone": "+48 22 9999999"}


def contact(session: Session, *changed: dict[str, Any]) -> Contact:
    values: dict[str, Any] = dict(SAME)
    for change in changed:
        values |= change
    return contacts.create(session, values, BY)


def matched(session: Session, **sent: Any) -> int | None:
    found = matching.match(session, matching.sender_of({**SENT, **sent}))
    return found.id if found else None


@pytest.mark.requirement("F3", "F4")
def test_contacts_match_in_the_order_of_what_is_equal(session: Session) -> None:
    by_mail = contact(session, OTHER_NAME, OTHER_PHONE)
    assert matched(session) == by_mail.id
    by_name_and_phone = contact(session, OTHER_MAIL)
    assert matched(session) == by_name_and_phone.id
    by_mail_and_phone = contact(session, OTHER_NAME)
    assert matched(session) == by_mail_and_phone.id
    by_all = contact(session)
    assert matched(session) == by_all.id


@pytest.mark.requirement("F3")
def test_of_several_the_earliest_counts_and_inactive_ones_do_not(session: Session) -> None:
    first, second = contact(session), contact(session)
    assert matched(session) == first.id
    contacts.update(session, first.id, {"active": False}, BY)
    assert matched(session) == second.id


@pytest.mark.requirement("F3")
@pytest.mark.parametrize("alone", [{"email": None, "mobile_phone": None}, {"contact_name": None, "email": None}])
def test_name_or_phone_alone_is_nobody(session: Session, alone: dict[str, Any]) -> None:
    contact(session)
    assert matched(session, **alone) is None


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("kept", "sent", "country"),
    [
        ("+48 22 555 01 23", "22 555 01 23", "PL"),
        ("22 555 01 23", "+48225550123", None),
        ("(030) 1234567", "+49 30 1234567", None),
        ("+49 30 1234567", "030/1234567", "DE"),
        ("0048 22 5550123", "+48-22-555-01-23", None),
    ],
)
def test_phones_are_compared_as_digits(session: Session, kept: str, sent: str, country: str | None) -> None:
    person = contact(session, {"mobile_phone": None, "business_phone": kept}, OTHER_MAIL)
    assert matched(session, email=None, mobile_phone=sent, country=country) == person.id


@pytest.mark.requirement("F3", "F4")
def test_a_new_address_or_phone_is_added_and_replaces_nothing(session: Session) -> None:
    person = contact(session, OTHER_MAIL)
    further = {**SENT, "business_phone": "+48 22 111 11 11"}
    assert matching.find_or_make(session, further, BY) == person.id
    again = {**SENT, "email": None, "mobile_phone": "+48 600 600 600", "business_phone": "+48 22 111 11 11"}
    session.refresh(person)
    assert (person.email, person.further_emails) == ("m@home.example", ["maria@vizor.example"])
    assert (person.mobile_phone, person.business_phone) == ("0048 22 5550123", "+48 22 111 11 11")
    assert matching.find_or_make(session, again, BY) == person.id
    session.refresh(person)
    assert (person.mobile_phone, person.further_phones) == ("0048 22 5550123", ["+48 600 600 600"])
    by_further = {**SENT, "email": None, "mobile_phone": "600600600", "country": "PL"}
    assert matching.find_or_make(session, by_further, BY) == person.id


@pytest.mark.requirement("F3")
def test_nobody_known_becomes_a_new_contact(session: Session) -> None:
    made = matching.find_or_make(session, SENT, BY)
    assert made is not None
    person = session.get_one(Contact, made)
    assert (person.name, person.email) == ("Maria NGUYEN", "maria@vizor.example")
    assert matching.find_or_make(session, {"mobile_phone": "+48 22 1"}, BY) is None
