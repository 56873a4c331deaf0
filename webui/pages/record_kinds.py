"""The types of records that have lists and pages: their services, and the columns and filters of their lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import accounts, contacts, leads, opportunities, orders, rights
from crm.models import Account, Contact, Lead, Opportunity, Order
from crm.paging import Page
from tasks import leads as lead_tasks
from tasks import opportunities as opportunity_tasks
from tasks.work import Work
from webui.pages.columns import ACCOUNTS, CONTACTS, LEADS, OPPORTUNITIES, ORDERS, Column

RecordModel = type[Lead | Contact | Account | Opportunity | Order]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One type of record. `name_of` returns what a record is called in titles and links."""

    type: str
    name: str
    plural: str
    icon: str
    model: RecordModel
    service: Any
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    name_of: Callable[[Mapping[str, Any]], str]
    has_active: bool = True

    def create(self, work: Work, values: Mapping[str, Any]) -> int:
        """Save a new record and return its id."""
        if self.type == "lead":
            return lead_tasks.create(work, values)
        if self.type == "opportunity":
            return opportunity_tasks.create(work, values)
        rights.require(work.actor, "create", self.type)
        record_id: int = self.service.create(work.session, values, work.actor.author()).id
        return record_id

    def update(self, work: Work, record_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
        """Change fields of a record."""
        if self.type == "lead":
            lead_tasks.update(work, record_id, values, revision)
            return
        rights.require(work.actor, "edit", self.type)
        rights.require_sight(work.session, work.actor, self.model, record_id)
        self.service.update(work.session, record_id, values, work.actor.author(), revision)

    def find(self, work: Work, given: Mapping[str, Any], limit: int, cursor: str | None) -> Page[Any]:
        """Return a page of the records that the person may see."""
        rights.require(work.actor, "read", self.type)
        found: Page[Any] = self.service.find(work.session, given, limit, cursor, rights.visible(work.actor, self.model))
        return found

    def one(self, work: Work, record_id: int) -> dict[str, Any]:
        """Return one record as the interface shows it."""
        rights.require_sight(work.session, work.actor, self.model, record_id)
        return self.as_dict(work, [work.session.get_one(self.model, record_id)])[0]

    def as_dict(self, work: Work, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return records as the interface shows them."""
        if self.type == "lead":
            return lead_tasks.as_dict(work, rows)
        shown: list[dict[str, Any]] = self.service.as_dict(work.session, rows)
        return shown


KINDS = {
    kind.type: kind
    for kind in (
        RecordKind(
            "lead", "Lead", "Leads", "flame", Lead, leads, LEADS,
            ("stage", "owner", "customer_need", "source", "score_band"), lambda lead: lead["title"],
        ),
        RecordKind(
            "contact", "Contact", "Contacts", "user", Contact, contacts, CONTACTS,
            ("owner", "country", "role"), lambda contact: contact["name"],
        ),
        RecordKind(
            "account", "Account", "Accounts", "building", Account, accounts, ACCOUNTS,
            ("owner", "country", "industry"), lambda account: account["name"],
        ),
        RecordKind(
            "opportunity", "Opportunity", "Opportunities", "target-arrow", Opportunity, opportunities, OPPORTUNITIES,
            ("stage", "state", "owner", "sales_division"), lambda opportunity: opportunity["name"],
        ),
        RecordKind(
            "order", "Order", "Orders", "receipt", Order, orders, ORDERS,
            ("status", "owner", "sales_division"), lambda order: f"Order {order['number']}", has_active=False,
        ),
    )
}  # fmt: skip
