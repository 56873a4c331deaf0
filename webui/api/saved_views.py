"""Saved views of lists: one's own, and those that others share."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from crm import saved_views
from crm.saved_views import LONGEST_NAME, Given
from webui.api import answers, parts
from webui.api.answers import Answer
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes
from webui.api.schemas import described
from webui.api.schemas.common import Id, Page, RecordPath
from webui.transactions import session, work

routes = Routes("saved_views", "Filters and columns of lists under a name.")
MOST_FILTERS, MOST_COLUMNS, LONGEST = 30, 100, 200

RecordType = Literal["lead", "contact", "account", "opportunity", "order"]
Short = Annotated[str, Field(max_length=LONGEST)]


class NewView(Body):
    """A view to be saved; one of the caller's with the same list and name is replaced."""

    record_type: RecordType
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    filters: Annotated[dict[Short, Short], Field(max_length=MOST_FILTERS)] = Field(
        {}, description="Parameters of the page of the list: tab, q, and its filters."
    )
    columns: Annotated[list[Short], Field(max_length=MOST_COLUMNS)] = Field([], description="Codes of columns.")
    shared: bool = Field(False, description="Whether it is offered to everybody.")


class View(BaseModel):
    """A saved view."""

    id: Id
    record_type: RecordType
    name: str
    filters: dict[str, str]
    columns: list[str]
    shared: bool
    owner: str


@routes.get("/saved_views", responses={200: described.page_of(View)})
def find(query: Page) -> Answer:
    """List the views that the caller is offered: their own, and shared ones."""
    return parts.after(query, saved_views.as_dict(session(), saved_views.offered(session(), work().actor)))


@routes.post("/saved_views", responses={201: View})
def save(body: NewView) -> Answer:
    """Save a view."""
    given = Given(body.record_type, body.name, body.filters, body.columns, body.shared)
    view = saved_views.save(session(), work().actor, given)
    [shown] = saved_views.as_dict(session(), [view])
    return answers.created(shown, f"{PREFIX}/saved_views/{view.id}")


@routes.get("/saved_views/<int:id>", responses={200: View})
def show(path: RecordPath) -> Answer:
    """Show a view that the caller is offered."""
    [shown] = saved_views.as_dict(session(), [saved_views.get(session(), work().actor, path.id)])
    return answers.ok(shown)


@routes.delete("/saved_views/<int:id>", responses={204: None})
def remove(path: RecordPath) -> Answer:
    """Remove a view: one's own, or for admins a shared one."""
    saved_views.remove(session(), work().actor, path.id)
    return answers.nothing()
