"""User tasks: found, shown with their forms, claimed, handed on, completed."""

from typing import Any

from tasks import claims, completion, drafts, inbox
from tasks.forms.presentation import with_form
from tasks.forms.submission import part
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import described
from webui.api.schemas.common import RecordPath
from webui.api.schemas.tasks import Completion, Delegation, Draft, Task, TaskFilters, TaskWithForm
from webui.transactions import work

routes = Routes("tasks", "Steps that wait for people.")


@routes.get("/tasks", responses={200: described.page_of(Task)})
def find(query: TaskFilters) -> Answer:
    """List tasks: open ones by due time, completed and cancelled ones newest first."""
    ids, next_cursor = inbox.find(work(), query.filters(), query.limit, query.cursor)
    return answers.page(inbox.as_dict(work(), ids), next_cursor)


@routes.get("/tasks/<int:id>", responses={200: TaskWithForm})
def show(path: RecordPath) -> Answer:
    """Show a task with its results and fields, filled in from the record."""
    return answers.record(with_form(work(), path.id))


@routes.post("/tasks/<int:id>/complete", responses={200: Task})
def complete(path: RecordPath, body: Completion) -> Answer:
    """Complete a task; the process goes on to its next wait."""
    completion.complete(work(), path.id, *part(body.result, body.values))
    return _answer(path.id)


@routes.post("/tasks/<int:id>/claim", responses={200: Task})
def claim(path: RecordPath) -> Answer:
    """Make a task of one's group one's own."""
    claims.claim(work(), path.id)
    return _answer(path.id)


@routes.post("/tasks/<int:id>/release", responses={200: Task})
def release(path: RecordPath) -> Answer:
    """Give a task back to its group."""
    claims.release(work(), path.id)
    return _answer(path.id)


@routes.post("/tasks/<int:id>/delegate", responses={200: Task})
def delegate(path: RecordPath, body: Delegation) -> Answer:
    """Hand a task to somebody, who is told."""
    claims.delegate(work(), path.id, body.to)
    return _answer(path.id)


@routes.put("/tasks/<int:id>/draft", responses={204: None})
def save_draft(path: RecordPath, body: Draft) -> Answer:
    """Keep what was typed into a task's form, as it is, for the caller alone."""
    drafts.save(work(), path.id, body.result, body.values)
    return answers.nothing()


@routes.get("/tasks/<int:id>/draft", responses={200: Draft})
def show_draft(path: RecordPath) -> Answer:
    """Show what the caller has typed into a task's form."""
    draft = drafts.of(work(), path.id)
    empty: dict[str, Any] = {"result": None, "values": {}}
    return answers.ok(empty if draft is None else {"result": draft.result, "values": draft.values})


def _answer(task_id: int) -> Answer:
    """Answer a task as the caller has just left it, though it may be out of their sight by now."""
    return answers.record(inbox.as_dict(work(), [task_id])[0])
