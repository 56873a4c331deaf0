"""Contacts: the people at customers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from crm import entry, fields, filters, paging, presentation, records
from crm.changes import Author, Changed
from crm.models import Contact
from crm.paging import Listing, Page

LISTING = Listing(
    Contact,
    {
        "q": filters.words("contact", Contact.id),
        "account_id": filters.number("account_id", Contact.account_id),
        "owner": filters.person(Contact.owner_id),
        "email": filters.email(Contact.email),
        "country": filters.code(Contact.country),
        "role": filters.code(Contact.role),
        "type": filters.code(Contact.type),
        "active": filters.flag("active", Contact.active),
    },
)


def create(session: Session, values: Mapping[str, Any], by: Author) -> Contact:
    """Save a new contact.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    return records.add(session, Contact, entry.accept_new(session, fields.of("contact"), values), by)


def update(
    session: Session, contact_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change fields of a contact; errors as `crm.records.revise`."""
    return records.revise(session, Contact, contact_id, values, by, revision)


def get(session: Session, contact_id: int, within: ColumnElement[bool] | None = None) -> Contact:
    """Return one contact, or raise `crm.errors.NotFound`."""
    return records.get(session, Contact, contact_id, within)


def find(
    session: Session,
    given: Mapping[str, Any],
    limit: int = 50,
    cursor: str | None = None,
    within: ColumnElement[bool] | None = None,
) -> Page[Contact]:
    """Return a page of contacts, newest first; filters as in `LISTING`."""
    return paging.find(session, LISTING, given, limit, cursor, within)


def as_dict(session: Session, contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    """Return contacts as the interface shows them."""
    return presentation.as_dicts(session, Contact, contacts)
