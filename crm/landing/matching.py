"""The contact that a form was sent by: found among those there are, by name, e-mail and phone, or made anew.

Order: name, e-mail and phone; e-mail and phone; name and phone; e-mail. Of several contacts the earliest one counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from crm import changes, contacts
from crm.changes import Author
from crm.models import Contact

PHONES = ("mobile_phone", "business_phone")
NOTHING = 9


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a form, as far as contacts are compared by it; `phones` are in all ways of writing them in digits."""

    name: str | None
    email: str | None
    phones: frozenset[str] = field(default_factory=frozenset)


def sender_of(values: Mapping[str, Any]) -> Sender:
    """Return who sent the values of a lead."""
    written = [digits for name in PHONES for digits in ways_of(values.get(name), values.get("country"))]
    email = values.get("email")
    return Sender(_key(values.get("contact_name")), email.lower() if email else None, frozenset(written))


def match(session: Session, sender: Sender) -> Contact | None:
    """Return the contact that fits best, the earliest of several, None when none does."""
    ranked = [
        (rank(sender, contact), contact.created_at, contact.id, contact) for contact in _candidates(session, sender)
    ]
    fitting = sorted(each[:3] for each in ranked if each[0] < NOTHING)
    return session.get(Contact, fitting[0][2]) if fitting else None


def rank(sender: Sender, contact: Contact) -> int:
    """Return how well a contact fits, 0 best."""
    name = sender.name is not None and contact.name_key == sender.name
    mail = sender.email is not None and sender.email in _mails(contact)
    phone = bool(sender.phones & _phones(contact))
    order = (name and mail and phone, mail and phone, name and phone, mail)
    return order.index(True) if True in order else NOTHING


def find_or_make(session: Session, values: Mapping[str, Any], by: Author) -> int | None:
    """Return the id of the contact who sent the values of a lead; None for somebody without name and e-mail."""
    found = match(session, sender_of(values))
    if found is not None:
        _add_ways(session, found, values, by)
        return found.id
    name = values.get("contact_name") or values.get("email")
    if not name:
        return None
    known = ("email", *PHONES, "country", "job_title", "department")
    given = {key: values[key] for key in known if values.get(key)}
    return contacts.create(session, {"name": name, **given}, by).id


def ways_of(phone: str | None, country: str | None = None) -> set[str]:
    """Return the ways in which digits of a number may be written: as typed, international, and within its country."""
    typed = "".join(filter(str.isdigit, phone or ""))
    if not typed:
        return set()
    ways = {typed, typed.removeprefix("00")}
    try:
        number = phonenumbers.parse(phone or "", country.upper() if country else None)
    except phonenumbers.NumberParseException:
        return ways
    national = phonenumbers.national_significant_number(number)
    return ways | {f"{number.country_code}{national}", national, f"0{national}"}


def _candidates(session: Session, sender: Sender) -> list[Contact]:
    """Return the active contacts that may fit, by what is indexed."""
    mail = sender.email
    same_mail = or_(func.lower(Contact.email) == mail, Contact.further_emails.contains([mail])) if mail else false()
    same_phone = or_(Contact.mobile_digits.in_(sender.phones), Contact.business_digits.in_(sender.phones))
    same_name = and_(Contact.name_key == (sender.name or ""), Contact.further_phones != [])
    query = select(Contact).where(Contact.active, or_(same_mail, same_phone, same_name))
    return list(session.scalars(query))


def _mails(contact: Contact) -> set[str]:
    return {mail.lower() for mail in (contact.email, *contact.further_emails) if mail}


def _phones(contact: Contact) -> set[str]:
    written = (contact.mobile_phone, contact.business_phone, *contact.further_phones)
    return {digits for phone in written for digits in ways_of(phone, contact.country)}


def _add_ways(session: Session, contact: Contact, values: Mapping[str, Any], by: Author) -> None:
    """Add an address or phone that is new; nothing that is there is replaced."""
    row = changes.lock(session, Contact, contact.id)
    added: dict[str, Any] = {}
    email = (values.get("email") or "").lower()
    if email and email not in _mails(contact):
        added |= {"email": email} if not row["email"] else {"further_emails": [*row["further_emails"], email]}
    for name in PHONES:
        phone = values.get(name)
        if phone and not ways_of(phone, values.get("country")) & _phones(contact):
            further: list[str] = added.get("further_phones") or row["further_phones"]
            added |= {name: phone} if not row[name] else {"further_phones": [*further, phone]}
    changes.write(session, Contact, row, added, by)


def _key(name: str | None) -> str | None:
    return " ".join(name.split()).lower() if name else None
