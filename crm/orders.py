"""Orders: what customers have agreed to buy."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm import entry, fields, filters, lookups, records, settings
from crm.changes import Author
from crm.models import Order
from crm.paging import Listing
from crm.records import Service

STATUSES = "order-statuses"
COMPLETED = "completed"

LISTING = Listing(
    Order,
    {
        "q": filters.words("order", Order.id),
        "number": filters.number("number", Order.number),
        "status": filters.code(Order.status),
        "owner": filters.person(Order.owner_id),
        "sales_division": filters.code(Order.sales_division),
        **filters.linked(lead=Order.lead_id, contact=Order.contact_id, account=Order.account_id),
        "active": filters.flag("active", Order.active),
    },
)
ORDERS = Service(LISTING)

update, get, find, as_dict = ORDERS.update, ORDERS.get, ORDERS.find, ORDERS.as_dict


def create(session: Session, values: Mapping[str, Any], by: Author) -> Order:
    """Save a new order, in the first status unless another is given.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    columns = entry.accept_new(session, fields.of("order"), values)
    columns["status"] = columns.get("status") or first_status(session)
    columns["currency"] = columns.get("currency") or settings.get(session, "base-currency")
    return records.add(session, Order, columns, by)


def first_status(session: Session) -> str:
    """Return the code of the status in which an order begins."""
    return records.first_code(session, STATUSES, "status")


def final_statuses(session: Session) -> set[str]:
    """Return the codes of the statuses in which nothing is left to do for an order."""
    return {status.code for status in lookups.values(session, STATUSES) if status.attributes.get("final")}
