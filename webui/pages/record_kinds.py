"""The types of records that have lists and pages: their services, and the columns and filters of their lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.models import Account, Contact, Lead, Opportunity, Order
from crm.paging import Page
from tasks import guarded, leads, opportunities
from tasks.work import Work
from webui.pages.columns import ACCOUNTS, CONTACTS, LEADS, OPPORTUNITIES, ORDERS, Column

RecordModel = type[Lead | Contact | Account | Opportunity | Order]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One type of record. `name_of` returns what a record is called in titles and links.

    `service` is `tasks.guarded.Guarded`, or a module that does the same in its own way.
    """

    type: str
    name: str
    plural: str
    icon: str
    model: RecordModel
    service: Any
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    name_of: Callable[[Mapping[str, Any]], str]

    def create(self, work: Work, values: Mapping[str, Any]) -> int:
        """Save a new record and return its id."""
        record_id: int = self.service.create(work, values)
        return record_id

    def update(self, work: Work, record_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
        """Change fields of a record."""
        self.service.update(work, record_id, values, revision)

    def find(self, work: Work, given: Mapping[str, Any], limit: int, cursor: str | None) -> Page[Any]:
        """Return a page of the records that the person may see."""
        found: Page[Any] = self.service.find(work, given, limit, cursor)
        return found

    def one(self, work: Work, record_id: int) -> dict[str, Any]:
        """Return one record as the interface shows it."""
        return self.as_dict(work, [self.service.get(work, record_id)])[0]

    def as_dict(self, work: Work, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return records as the interface shows them."""
        shown: list[dict[str, Any]] = self.service.as_dict(work, rows)
        return shown


KINDS = {
    kind.type: kind
    for kind in (
        RecordKind(
            "lead", "Lead", "Leads", "flame", Lead, leads, LEADS,
            ("stage", "owner", "customer_need", "source", "score_band"), lambda lead: lead["title"],
        ),
        RecordKind(
            "contact", "Contact", "Contacts", "user", Contact, guarded.CONTACTS, CONTACTS,
            ("owner", "country", "role"), lambda contact: contact["name"],
        ),
        RecordKind(
            "account", "Account", "Accounts", "building", Account, guarded.ACCOUNTS, ACCOUNTS,
            ("owner", "country", "industry"), lambda account: account["name"],
        ),
        RecordKind(
            "opportunity", "Opportunity", "Opportunities", "target-arrow", Opportunity, opportunities, OPPORTUNITIES,
            ("stage", "state", "owner", "sales_division"), lambda opportunity: opportunity["name"],
        ),
        RecordKind(
            "order", "Order", "Orders", "receipt", Order, guarded.ORDERS, ORDERS,
            ("status", "owner", "sales_division"), lambda order: f"Order {order['number']}",
        ),
    )
}  # fmt: skip
