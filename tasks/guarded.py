"""Records behind their rights: what the services of `crm` do, and who may have it done, for pages and interface alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import accounts, contacts, orders, rights
from crm.models import Account, Contact, Order
from crm.paging import Page
from crm.record_types import name_of
from tasks import counterparts
from tasks.work import Work


@dataclass(frozen=True, slots=True)
class Guarded:
    """One type of record; `service` is its module in `crm`.

    Raises, beside what the service does:
        crm.errors.NotAllowed: the person may not do this with records of the type.
        crm.errors.NotFound: there is no such record, or not for this person.
    """

    model: type[rights.Record]
    service: Any

    def create(self, work: Work, values: Mapping[str, Any]) -> int:
        """Save a new record and return its id."""
        self._require(work, "create")
        record_id: int = self.service.create(work.session, values, work.actor.author()).id
        return record_id

    def update(self, work: Work, record_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
        """Change fields of a record."""
        self._require(work, "edit")
        rights.require_sight(work.session, work.actor, self.model, record_id)
        self.service.update(work.session, record_id, values, work.actor.author(), revision)

    def get(self, work: Work, record_id: int) -> Any:
        """Return one record."""
        self._require(work, "read")
        return self.service.get(work.session, record_id, rights.visible(work.actor, self.model))

    def find(self, work: Work, given: Mapping[str, Any], limit: int, cursor: str | None) -> Page[Any]:
        """Return a page of the records that the person may see."""
        self._require(work, "read")
        found: Page[Any] = self.service.find(work.session, given, limit, cursor, rights.visible(work.actor, self.model))
        return found

    def as_dict(self, work: Work, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return records as the interface shows them."""
        shown: list[dict[str, Any]] = self.service.as_dict(work.session, rows)
        return shown

    def _require(self, work: Work, action: str) -> None:
        rights.require(work.actor, action, name_of(self.model))


class GuardedOrders(Guarded):
    """Orders: a lead hears that its order is completed."""

    def update(self, work: Work, record_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
        """Change fields of an order."""
        completed = values.get("status") == orders.COMPLETED
        lead = counterparts.lead_of_order(work, record_id) if completed else None
        super().update(work, record_id, values, revision)
        if lead is not None:
            counterparts.report_order(work, lead)


CONTACTS = Guarded(Contact, contacts)
ACCOUNTS = Guarded(Account, accounts)
ORDERS = GuardedOrders(Order, orders)
