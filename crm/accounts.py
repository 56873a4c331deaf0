"""Accounts: the customer organisations."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from crm import entry, fields, filters, paging, presentation, records
from crm.changes import Author, Changed
from crm.models import Account
from crm.paging import Listing, Page

LISTING = Listing(
    Account,
    {
        "q": filters.words("account", Account.id),
        "owner": filters.person(Account.owner_id),
        "email": filters.email(Account.email),
        "country": filters.code(Account.country),
        "industry": filters.code(Account.industry),
        "category": filters.code(Account.category),
        "type": filters.code(Account.type),
        "active": filters.flag("active", Account.active),
    },
)


def create(session: Session, values: Mapping[str, Any], by: Author) -> Account:
    """Save a new account.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    return records.add(session, Account, entry.accept_new(session, fields.of("account"), values), by)


def update(
    session: Session, account_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change fields of an account; errors as `crm.records.revise`."""
    return records.revise(session, Account, account_id, values, by, revision)


def get(session: Session, account_id: int, within: ColumnElement[bool] | None = None) -> Account:
    """Return one account, or raise `crm.errors.NotFound`."""
    return records.get(session, Account, account_id, within)


def find(
    session: Session,
    given: Mapping[str, Any],
    limit: int = 50,
    cursor: str | None = None,
    within: ColumnElement[bool] | None = None,
) -> Page[Account]:
    """Return a page of accounts, newest first; filters as in `LISTING`."""
    return paging.find(session, LISTING, given, limit, cursor, within)


def as_dict(session: Session, accounts: Sequence[Account]) -> list[dict[str, Any]]:
    """Return accounts as the interface shows them."""
    return presentation.as_dicts(session, Account, accounts)
