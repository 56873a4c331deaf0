"""Records behind their rights: what the services of `crm` do, and who may have it done, for pages and interface alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_

from crm import accounts, contacts, orders, rights
from crm.changes import Changed
from crm.models import Account, Contact, Order
from crm.paging import Page
from crm.record_types import name_of
from engine.ports import RecordKey
from tasks import counterparts, pauses
from tasks.work import Work

ANY = "any"
"""The value of the filter `active` that finds inactive records too."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """One type of record; `service` is its module in `crm`.

    Raises, beside what the service does:
        crm.errors.NotAllowed: the person may not do this with records of the type.
        crm.errors.NotFound: there is no such record, or not for this person.
    """

    model: type[rights.Record]
    service: Any

    @property
    def type(self) -> str:
        """Name of the type of record."""
        return name_of(self.model)

    def create(self, work: Work, values: Mapping[str, Any]) -> int:
        """Save a new record and return its id."""
        self.require_new(work, values)
        record_id: int = self.service.create(work.session, values, work.actor.author()).id
        return record_id

    def update(self, work: Work, record_id: int, values: Mapping[str, Any], revision: int | None = None) -> Changed:
        """Change fields of a record; one that becomes active again goes on where it stopped. Return what changed."""
        self.require_change(work, record_id, values)
        record = RecordKey(self.type, record_id)
        if "active" in values:
            pauses.hold(work, record)
        changed: Changed = self.service.update(work.session, record_id, values, work.actor.author(), revision)
        if changed.get("active") == (False, True):
            pauses.resume(work, record)
        return changed

    def get(self, work: Work, record_id: int) -> Any:
        """Return one record."""
        self._require(work, "read")
        return self.service.get(work.session, record_id, rights.visible(work.actor, self.model))

    def left(self, work: Work, record_id: int) -> Any:
        """Return a record as somebody has just left it, though it may be out of their sight by now."""
        return self.service.get(work.session, record_id)

    def find(
        self, work: Work, given: Mapping[str, Any], limit: int, cursor: str | None, *conditions: ColumnElement[bool]
    ) -> Page[Any]:
        """Return a page of the records that the person may see; inactive ones only when asked for."""
        self._require(work, "read")
        filters = {"active": True, **given}
        if filters["active"] == ANY:
            del filters["active"]
        seen = and_(rights.visible(work.actor, self.model), *conditions)
        found: Page[Any] = self.service.find(work.session, filters, limit, cursor, seen)
        return found

    def as_dict(self, work: Work, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return records as the interface shows them."""
        shown: list[dict[str, Any]] = self.service.as_dict(work.session, rows)
        return shown

    def require_new(self, work: Work, values: Mapping[str, Any]) -> None:
        """Refuse whoever may not save such a record, or links it to what they may not see."""
        self._require(work, "create")
        rights.require_links(work.session, work.actor, self.type, values)

    def require_change(self, work: Work, record_id: int, values: Mapping[str, Any]) -> None:
        """Refuse whoever may not change a record so."""
        self._require(work, "edit")
        rights.require_sight(work.session, work.actor, self.model, record_id)
        rights.require_links(work.session, work.actor, self.type, values, record_id)

    def _require(self, work: Work, action: str) -> None:
        rights.require(work.actor, action, self.type)


class GuardedOrders(Guarded):
    """Orders: a lead hears that its order is completed."""

    def update(self, work: Work, record_id: int, values: Mapping[str, Any], revision: int | None = None) -> Changed:
        """Change fields of an order; one that was completed before tells its lead nothing."""
        completed = values.get("status") == orders.COMPLETED
        self.require_change(work, record_id, values)
        lead = counterparts.lead_of_order(work, record_id) if completed else None
        changed = super().update(work, record_id, values, revision)
        if lead is not None and "status" in changed:
            counterparts.report_order(work, lead)
        return changed


CONTACTS = Guarded(Contact, contacts)
ACCOUNTS = Guarded(Account, accounts)
ORDERS = GuardedOrders(Order, orders)
