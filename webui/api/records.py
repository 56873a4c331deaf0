"""Contacts, accounts and orders: found, shown, added and changed, all in the same way."""

from typing import Any

from pydantic import BaseModel

from tasks import guarded
from tasks.guarded import Guarded
from webui.api import answers
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas.common import Page, RecordPath
from webui.transactions import work


def routes_of(records: Guarded, about: str) -> Routes:
    """Return the routes of one type of record."""
    routes = Routes(f"{records.type}s", about)
    shape = described.answer(records.type)
    _add_all(routes, records, shape)
    _add_one(routes, records, shape)
    return routes


def _add_all(routes: Routes, records: Guarded, shape: type[BaseModel]) -> None:
    kind, place = f"{records.type}s", f"/{records.type}s"

    @routes.get(place, responses={200: described.page_of(shape)}, summary=f"List {kind}, newest first.")
    @takes(query=described.filters(records.service.LISTING))
    def find(query: Page) -> Answer:
        found = records.find(work(), query.filters(), query.limit, query.cursor)
        return answers.page(records.as_dict(work(), found.items), found.next_cursor)

    @routes.post(place, responses={201: shape}, summary=f"Add one of the {kind}.")
    @takes(body=described.new(records.type))
    def create(body: Body) -> Answer:
        record_id = records.create(work(), body.given())
        return answers.created(_shown(records, record_id), f"{PREFIX}{place}/{record_id}")


def _add_one(routes: Routes, records: Guarded, shape: type[BaseModel]) -> None:
    kind, place = f"{records.type}s", f"/{records.type}s/<int:id>"

    @routes.get(place, responses={200: shape}, summary=f"Show one of the {kind}.")
    def show(path: RecordPath) -> Answer:
        return answers.record(_shown(records, path.id))

    @routes.patch(place, responses={200: shape}, summary=f"Change one of the {kind}.")
    @takes(body=described.changes(records.type))
    def change(path: RecordPath, body: Body) -> Answer:
        records.update(work(), path.id, body.given(), expected_revision())
        return answers.record(records.as_dict(work(), [records.left(work(), path.id)])[0])


def _shown(records: Guarded, record_id: int) -> dict[str, Any]:
    return records.as_dict(work(), [records.get(work(), record_id)])[0]


CONTACTS = routes_of(guarded.CONTACTS, "People at customers.")
ACCOUNTS = routes_of(guarded.ACCOUNTS, "Customer organisations.")
ORDERS = routes_of(guarded.ORDERS, "What customers have agreed to buy.")
