"""Contacts, accounts and orders: found, shown, added and changed, all in the same way."""

from typing import Any

from crm import accounts, contacts, orders, rights
from crm.models import Account, Contact, Order
from webui.api import answers
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas.common import Page, RecordPath
from webui.transactions import work


def routes_of(record_type: str, model: Any, records: Any, about: str) -> Routes:
    """Return the routes of one type of record; `records` is its service module in `crm`."""
    routes = Routes(f"{record_type}s", about)
    place = f"/{record_type}s"
    shape = described.answer(record_type)

    @routes.get(place, responses={200: described.page_of(shape)}, summary=f"List {record_type}s, newest first.")
    @takes(query=described.filters(records.LISTING))
    def find(query: Page) -> Answer:
        rights.require(work().actor, "read", record_type)
        seen = rights.visible(work().actor, model)
        found = records.find(work().session, query.filters(), query.limit, query.cursor, seen)
        return answers.page(records.as_dict(work().session, found.items), found.next_cursor)

    @routes.post(place, responses={201: shape}, summary=f"Add one of the {record_type}s.")
    @takes(body=described.new(record_type))
    def create(body: Body) -> Answer:
        rights.require(work().actor, "create", record_type)
        added = records.create(work().session, body.given(), work().actor.author())
        return answers.created(_shown(added.id), f"{PREFIX}{place}/{added.id}")

    @routes.get(f"{place}/<int:id>", responses={200: shape}, summary=f"Show one of the {record_type}s.")
    def show(path: RecordPath) -> Answer:
        return answers.record(_shown(path.id))

    @routes.patch(f"{place}/<int:id>", responses={200: shape}, summary=f"Change one of the {record_type}s.")
    @takes(body=described.changes(record_type))
    def change(path: RecordPath, body: Body) -> Answer:
        rights.require(work().actor, "edit", record_type)
        rights.require_sight(work().session, work().actor, model, path.id)
        records.update(work().session, path.id, body.given(), work().actor.author(), expected_revision())
        return answers.record(_shown(path.id))

    def _shown(record_id: int) -> dict[str, Any]:
        rights.require(work().actor, "read", record_type)
        found = records.get(work().session, record_id, rights.visible(work().actor, model))
        shown: dict[str, Any] = records.as_dict(work().session, [found])[0]
        return shown

    return routes


CONTACTS = routes_of("contact", Contact, contacts, "People at customers.")
ACCOUNTS = routes_of("account", Account, accounts, "Customer organisations.")
ORDERS = routes_of("order", Order, orders, "What customers have agreed to buy.")
