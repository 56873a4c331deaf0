import pytest
from sqlalchemy.orm import Session

from crm import accounts, contacts, similar
from crm.changes import Author
from crm.errors import Invalid, Stale, StateForbids
from tests.integration.crm.conftest import enter


@pytest.mark.requirement("F10")
def test_contacts_and_accounts_are_saved_changed_found_and_shown(session: Session, by: Author) -> None:
    account = accounts.create(session, {"name": "Vizor", "employees": 250, "industry": "retail"}, by)
    values = {"name": "Maria", "account_id": account.id, "email": "M@Vizor.example", "further_emails": ["A@b.example"]}
    contact = contacts.create(session, values | {"role": "decision-maker", "owner": "simon"}, by)
    contacts.update(session, contact.id, {"job_title": "Head of IT"}, by, 1)
    [shown] = contacts.as_dict(session, [contacts.get(session, contact.id)])
    assert (shown["name"], shown["owner"], shown["email"], shown["further_emails"], shown["revision"]) == (
        "Maria",
        "simon",
        "m@vizor.example",
        ["a@b.example"],
        2,
    )
    assert "name_key" not in shown
    assert contacts.find(session, {"account_id": account.id, "q": "mar"}).items == [contact]
    assert accounts.find(session, {"industry": "retail"}).items == [account]
    assert accounts.as_dict(session, [account])[0]["employees"] == 250
    with pytest.raises(Stale):
        contacts.update(session, contact.id, {"job_title": "Late"}, by, 1)


def test_wrong_contacts_and_accounts_are_refused(session: Session, by: Author) -> None:
    with pytest.raises(Invalid) as contact:
        contacts.create(session, {"account_id": 4711, "role": "king"}, by)
    assert set(contact.value.errors) == {"name", "account_id", "role"}
    with pytest.raises(Invalid) as account:
        accounts.create(session, {"name": " ", "employees": "many", "country": "Poland"}, by)
    assert set(account.value.errors) == {"name", "employees", "country"}


def test_an_inactive_contact_is_read_only_until_it_is_made_active(session: Session, by: Author) -> None:
    contact = contacts.create(session, {"name": "Maria"}, by)
    contacts.update(session, contact.id, {"active": False}, by)
    with pytest.raises(StateForbids):
        contacts.update(session, contact.id, {"name": "Mary"}, by)
    contacts.update(session, contact.id, {"active": True, "name": "Mary"}, by)
    assert contact.name == "Mary"


@pytest.mark.requirement("F5")
def test_similar_contacts_have_the_name_and_the_mail_or_the_mobile_phone(session: Session, by: Author) -> None:
    account = accounts.create(session, {"name": "Vizor"}, by)
    values = {"name": "Maria  Nguyen", "account_id": account.id}
    by_mail = contacts.create(session, values | {"email": "maria@vizor.example"}, by)
    by_second_mail = contacts.create(session, values | {"further_emails": ["Maria@Vizor.example"]}, by)
    by_phone = contacts.create(session, values | {"mobile_phone": "0048 77-149-52-19"}, by)
    contacts.create(session, values, by)
    contacts.create(session, values | {"name": "Maria", "email": "maria@vizor.example"}, by)
    contacts.create(session, values | {"email": "maria@vizor.example", "active": False}, by)
    lead = enter(
        session, by, contact_name="maria nguyen", email="Maria@vizor.example", mobile_phone="+48 (77) 149 52 19"
    )
    found = similar.contacts(session, lead)
    assert [contact["id"] for contact in found] == [by_mail.id, by_second_mail.id, by_phone.id]
    assert [contact["reason"] for contact in found] == [
        "equal name and e-mail",
        "equal name and e-mail",
        "equal name and mobile phone",
    ]
    assert found[0]["account_name"] == "Vizor"


@pytest.mark.requirement("F5")
def test_similar_accounts_have_the_name_those_of_the_country_first(session: Session, by: Author) -> None:
    elsewhere = accounts.create(session, {"name": "ÖKO  Haus"}, by)
    german = accounts.create(session, {"name": "Öko Haus", "country": "DE"}, by)
    accounts.create(session, {"name": "Öko Haus GmbH", "country": "DE"}, by)
    lead = enter(session, by, account_name="öko haus", country="DE")
    found = similar.accounts(session, lead)
    assert [(account["id"], account["reason"]) for account in found] == [
        (german.id, "equal name and country"),
        (elsewhere.id, "equal name"),
    ]


@pytest.mark.requirement("F5")
def test_accounts_and_leads_without_a_country_have_none_in_common(session: Session, by: Author) -> None:
    accounts.create(session, {"name": "Vizor"}, by)
    [found] = similar.accounts(session, enter(session, by, account_name="Vizor"))
    assert found["reason"] == "equal name"


@pytest.mark.requirement("F5")
def test_nothing_is_similar_to_a_lead_that_names_nobody(session: Session, by: Author) -> None:
    contacts.create(session, {"name": "Maria"}, by)
    accounts.create(session, {"name": "Vizor"}, by)
    assert similar.contacts(session, enter(session, by, contact_name="Maria")) == []
    assert similar.contacts(session, enter(session, by, email="maria@vizor.example")) == []
    assert similar.accounts(session, enter(session, by, country="PL")) == []
