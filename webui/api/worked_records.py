"""What leads and opportunities have in common: actions, tasks, next steps, feed, history, activities."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement

from crm import activities, feed, history, rights
from crm.models import Lead
from engine.ports import RecordKey
from tasks import actions, handmade, inbox, next_steps, record_mails, workflow_bar
from tasks.calendar import meetings
from tasks.record_rows import active_row_of, row_of
from webui.api import answers, leads, opportunities, parts
from webui.api.answers import Answer
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas import leads as shapes
from webui.api.schemas.common import ActionPath, Page, RecordPath
from webui.api.schemas.tasks import NewTask, Task, TasksOfRecord
from webui.transactions import work

LONGEST = 2000
# A lead's list goes on with the tasks of its sale, because whoever follows the lead has to see them; a sale's list
# leaves out what the lead's own process asks.
SCOPE: dict[str, dict[str, str]] = {"lead": {}, "opportunity": {"of": "opportunity"}}


def add_work(
    routes: Routes, record_type: str, shape: type[BaseModel], left: Callable[[int], dict[str, Any]], place: str
) -> None:
    """Add to the routes of a type of record those of the work on it."""
    _add_actions(routes, record_type, shape, left, place)
    _add_tasks(routes, record_type, place)
    _add_feed(routes, record_type, place)
    _add_history(routes, record_type, place)
    _add_activities(routes, record_type, place)
    _add_mails(routes, record_type, place)


def _add_actions(
    routes: Routes, record_type: str, shape: type[BaseModel], left: Callable[[int], dict[str, Any]], place: str
) -> None:
    @routes.get(f"{place}/actions", responses={200: described.list_of(shapes.Action)})
    def offered(path: RecordPath) -> Answer:
        """List what the caller may do with the record now."""
        return answers.ok(actions.offered(work(), record_type, path.id))

    @routes.post(f"{place}/actions/<code>", responses={200: shape})
    def act(path: ActionPath, body: shapes.ActionValues) -> Answer:
        """Do something with the record."""
        actions.act(work(), record_type, path.id, path.code, body.given())
        return answers.record(left(path.id))

    @routes.get(f"{place}/stages", responses={200: described.list_of(shapes.BarStage)})
    def stages(path: RecordPath) -> Answer:
        """Show the workflow bar: every stage, where the record stands, and where it may go."""
        return answers.ok(workflow_bar.of(work(), record_type, path.id))


def _add_tasks(routes: Routes, record_type: str, place: str) -> None:
    @routes.get(f"{place}/tasks", responses={200: described.page_of(Task)})
    def tasks(path: RecordPath, query: TasksOfRecord) -> Answer:
        """List the user tasks of the record."""
        row_of(work(), record_type, path.id)
        filters = {record_type: path.id, **SCOPE[record_type], **query.filters()}
        ids, next_cursor = inbox.find(work(), filters, query.limit, query.cursor)
        return answers.page(inbox.as_dict(work(), ids), next_cursor)

    @routes.post(f"{place}/tasks", responses={201: Task})
    def add_task(path: RecordPath, body: NewTask) -> Answer:
        """Put a task of one's own making on somebody's list; no stage takes it away."""
        task_id = handmade.create(work(), record_type, path.id, body.given())
        return answers.created(inbox.one(work(), task_id), f"{PREFIX}/tasks/{task_id}")

    @routes.get(f"{place}/next_steps", responses={200: described.page_of(shapes.NextStep)})
    def steps(path: RecordPath, query: Page) -> Answer:
        """List open and suggested tasks, and what the model says comes after each result."""
        found = next_steps.of(work(), record_type, path.id)
        return parts.after(query, found, key=lambda step: int(step["task"]["id"]))


def _add_feed(routes: Routes, record_type: str, place: str) -> None:
    @routes.get(f"{place}/feed", responses={200: described.page_of(shapes.Post)})
    def posts(path: RecordPath, query: Page) -> Answer:
        """List the posts on the record, newest first."""
        row_of(work(), record_type, path.id)
        return parts.before(
            query, lambda most, last: feed.of(work().session, record_type, path.id, most, last, _leads())
        )

    @routes.post(f"{place}/feed", responses={201: shapes.Post})
    def post(path: RecordPath, body: shapes.NewPost) -> Answer:
        """Write a post."""
        active_row_of(work(), record_type, path.id)
        actor = work().actor
        written = feed.post(work().session, record_type, path.id, body.text, actor.author())
        return answers.created(feed.shown(written, actor.login, actor.name))


def _add_history(routes: Routes, record_type: str, place: str) -> None:
    @routes.get(f"{place}/history", responses={200: described.page_of(shapes.Change)})
    def changes(path: RecordPath, query: Page) -> Answer:
        """List what happened to the record, newest first: who changed what, when, and in which step."""
        row_of(work(), record_type, path.id)
        return parts.before(
            query, lambda most, last: history.of(work().session, record_type, path.id, most, last, work().actor)
        )


def _add_activities(routes: Routes, record_type: str, place: str) -> None:
    @routes.get(f"{place}/activities", responses={200: described.page_of(shapes.Activity)})
    def logged(path: RecordPath, query: Page) -> Answer:
        """List calls, e-mails and meetings about the record, newest first."""
        row_of(work(), record_type, path.id)
        found = activities.of(work().session, record_type, path.id, limit=LONGEST, leads=_leads())
        return parts.after(query, found)

    @routes.post(f"{place}/activities", responses={201: shapes.Activity})
    @takes(body=shapes.NewActivity)
    def log(path: RecordPath, body: Body) -> Answer:
        """Log a call, an e-mail or a meeting; to one that is still to come, the participants may be invited by mail."""
        active_row_of(work(), record_type, path.id)
        actor = work().actor
        logged = meetings.log(work(), RecordKey(record_type, path.id), body.given())
        return answers.created(activities.shown(logged, actor.login, actor.name))


def _add_mails(routes: Routes, record_type: str, place: str) -> None:
    @routes.post(f"{place}/mails", responses={201: shapes.Activity})
    @takes(body=shapes.NewMail)
    def write(path: RecordPath, body: Body) -> Answer:
        """Send an e-mail; it is logged on the record."""
        actor = work().actor
        logged = record_mails.write(work(), record_type, path.id, body.given())
        return answers.created(activities.shown(logged, actor.login, actor.name))


def _leads() -> ColumnElement[bool]:
    """Return the condition that the caller may see a lead, whose feed and activities go on to what came of it."""
    return rights.visible(work().actor, Lead)


def add() -> None:
    """Add these routes to those of leads and of opportunities."""
    add_work(leads.routes, "lead", shapes.LEAD, leads.left, "/leads/<int:id>")
    add_work(opportunities.routes, "opportunity", shapes.OPPORTUNITY, opportunities.left, "/opportunities/<int:id>")
