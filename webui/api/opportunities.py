"""Opportunities: found, shown, added and changed."""

from collections.abc import Sequence
from typing import Any

from crm import opportunities as records
from crm import rights
from crm.models import Opportunity
from tasks import opportunities
from tasks.record_processes import processes_of
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
@takes(query=described.filters(records.LISTING))
def find(query: Page) -> Answer:
    """List opportunities, newest first."""
    rights.require(work().actor, "read", "opportunity")
    seen = rights.visible(work().actor, Opportunity)
    found = records.find(work().session, query.filters(), query.limit, query.cursor, seen)
    return answers.page(_as_dict(found.items), found.next_cursor)


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
    rights.require(work().actor, "edit", "opportunity")
    rights.require_sight(work().session, work().actor, Opportunity, path.id)
    records.update(work().session, path.id, body.given(), work().actor.author(), expected_revision())
    return answers.record(shown(path.id))


def row_of(opportunity_id: int) -> Opportunity:
    """Return an opportunity that the caller may see."""
    rights.require(work().actor, "read", "opportunity")
    return records.get(work().session, opportunity_id, rights.visible(work().actor, Opportunity))


def shown(opportunity_id: int) -> dict[str, Any]:
    """Return an opportunity that the caller may see, as the interface shows it."""
    return _as_dict([row_of(opportunity_id)])[0]


def _as_dict(rows: Sequence[Opportunity]) -> list[dict[str, Any]]:
    processes = processes_of(work().session, "opportunity", [row.id for row in rows])
    return [shown | {"process": processes.get(shown["id"])} for shown in records.as_dict(work().session, rows)]
