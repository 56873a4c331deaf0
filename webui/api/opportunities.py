"""Opportunities: found, shown, added and changed."""

from typing import Any

from crm.opportunities import LISTING
from tasks import opportunities
from webui.api import answers
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas.common import Page, RecordPath
from webui.api.schemas.leads import OPPORTUNITY
from webui.transactions import work

routes = Routes("opportunities", "Sales in the making.")


@routes.get("/opportunities", responses={200: described.page_of(OPPORTUNITY)})
@takes(query=described.filters(LISTING))
def find(query: Page) -> Answer:
    """List opportunities, newest first."""
    found = opportunities.find(work(), query.filters(), query.limit, query.cursor)
    return answers.page(opportunities.as_dict(work(), found.items), found.next_cursor)


@routes.post("/opportunities", responses={201: OPPORTUNITY})
@takes(body=described.new("opportunity"))
def create(body: Body) -> Answer:
    """Save a new opportunity; the sales process starts for it."""
    opportunity_id = opportunities.create(work(), body.given())
    return answers.created(shown(opportunity_id), f"{PREFIX}/opportunities/{opportunity_id}")


@routes.get("/opportunities/<int:id>", responses={200: OPPORTUNITY})
def show(path: RecordPath) -> Answer:
    """Show an opportunity."""
    return answers.record(shown(path.id))


@routes.patch("/opportunities/<int:id>", responses={200: OPPORTUNITY})
@takes(body=described.changes("opportunity"))
def change(path: RecordPath, body: Body) -> Answer:
    """Change fields of an opportunity; its stage changes by the action move_to_stage only."""
    opportunities.update(work(), path.id, body.given(), expected_revision())
    return answers.record(left(path.id))


def shown(opportunity_id: int) -> dict[str, Any]:
    """Return an opportunity that the caller may see, as the interface shows it."""
    return opportunities.as_dict(work(), [opportunities.get(work(), opportunity_id)])[0]


def left(opportunity_id: int) -> dict[str, Any]:
    """Return an opportunity as the caller has just left it, as the interface shows it."""
    return opportunities.as_dict(work(), [opportunities.left(work(), opportunity_id)])[0]
