"""Marketing lists: leads gathered by hand, to be written to together."""

from typing import Any

from crm.marketing_lists import LISTING
from db.paging import encode_cursor
from tasks import marketing_lists
from webui.api import answers
from webui.api.answers import Answer
from webui.api.parts import position
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas.common import Page, RecordPath
from webui.api.schemas.marketing_lists import LIST, Member, MemberPath, NewMember
from webui.transactions import work

routes = Routes("marketing_lists", "Leads gathered by hand, to be written to together.")


@routes.get("/marketing_lists", responses={200: described.page_of(LIST)})
@takes(query=described.filters(LISTING))
def find(query: Page) -> Answer:
    """List marketing lists, newest first."""
    found = marketing_lists.find(work(), query.filters(), query.limit, query.cursor)
    return answers.page(marketing_lists.as_dict(work(), found.items), found.next_cursor)


@routes.post("/marketing_lists", responses={201: LIST})
@takes(body=described.new("marketing_list"))
def create(body: Body) -> Answer:
    """Save a new list."""
    list_id = marketing_lists.create(work(), body.given())
    return answers.created(_shown(list_id), f"{PREFIX}/marketing_lists/{list_id}")


@routes.get("/marketing_lists/<int:id>", responses={200: LIST})
def show(path: RecordPath) -> Answer:
    """Show a list."""
    return answers.record(_shown(path.id))


@routes.patch("/marketing_lists/<int:id>", responses={200: LIST})
@takes(body=described.changes("marketing_list"))
def change(path: RecordPath, body: Body) -> Answer:
    """Change fields of a list."""
    marketing_lists.update(work(), path.id, body.given(), expected_revision())
    return answers.record(_shown(path.id))


@routes.get("/marketing_lists/<int:id>/members", responses={200: described.page_of(Member)})
def members(path: RecordPath, query: Page) -> Answer:
    """List the leads on a list that the caller may see; inactive ones are left out."""
    found = marketing_lists.members(work(), path.id, query.limit + 1, position(query))
    items = found[: query.limit]
    return answers.page(items, encode_cursor([items[-1]["id"]]) if len(found) > query.limit else None)


@routes.post("/marketing_lists/<int:id>/members", responses={200: LIST})
def add(path: RecordPath, body: NewMember) -> Answer:
    """Put a lead on a list; one that is on it already stays."""
    marketing_lists.add(work(), path.id, body.lead_id)
    return answers.record(_shown(path.id))


@routes.delete("/marketing_lists/<int:id>/members/<int:lead_id>", responses={204: None})
def remove(path: MemberPath) -> Answer:
    """Take a lead off a list."""
    marketing_lists.remove(work(), path.id, path.lead_id)
    return answers.nothing()


def _shown(list_id: int) -> dict[str, Any]:
    return marketing_lists.as_dict(work(), [marketing_lists.get(work(), list_id)])[0]
