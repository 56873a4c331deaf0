"""Orders: what customers have agreed to buy."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from crm import entry, fields, filters, lookups, paging, presentation, records, settings
from crm.changes import Author, Changed
from crm.errors import Invalid
from crm.models import Order
from crm.paging import Listing, Page

STATUSES = "order-statuses"

LISTING = Listing(
    Order,
    {
        "q": filters.words("order", Order.id),
        "number": filters.number("number", Order.number),
        "status": filters.code(Order.status),
        "owner": filters.person(Order.owner_id),
        "sales_division": filters.code(Order.sales_division),
        "lead_id": filters.number("lead_id", Order.lead_id),
        "contact_id": filters.number("contact_id", Order.contact_id),
        "account_id": filters.number("account_id", Order.account_id),
    },
)


def create(session: Session, values: Mapping[str, Any], by: Author) -> Order:
    """Save a new order, in the first status unless another is given.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    columns = entry.accept_new(session, fields.of("order"), values)
    columns["status"] = columns.get("status") or first_status(session)
    columns["currency"] = columns.get("currency") or settings.get(session, "default-currency")
    return records.add(session, Order, columns, by)


def first_status(session: Session) -> str:
    """Return the code of the status in which an order begins."""
    first = lookups.first(session, STATUSES)
    if first is None:
        raise Invalid({"status": [f"The lookup {STATUSES} is empty."]})
    return first.code


def update(
    session: Session, order_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change fields of an order; errors as `crm.records.revise`."""
    return records.revise(session, Order, order_id, values, by, revision)


def get(session: Session, order_id: int, within: ColumnElement[bool] | None = None) -> Order:
    """Return one order, or raise `crm.errors.NotFound`."""
    return records.get(session, Order, order_id, within)


def find(
    session: Session,
    given: Mapping[str, Any],
    limit: int = 50,
    cursor: str | None = None,
    within: ColumnElement[bool] | None = None,
) -> Page[Order]:
    """Return a page of orders, newest first; filters as in `LISTING`."""
    return paging.find(session, LISTING, given, limit, cursor, within)


def as_dict(session: Session, orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Return orders as the interface shows them."""
    return presentation.as_dicts(session, Order, orders)
