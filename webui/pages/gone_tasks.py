"""Tasks that are not open any more: what happened stands in place of the buttons, beside the way to the next task."""

from typing import Any

from flask import Response, request, url_for

from tasks.errors import TaskAlreadyCompleted, TaskCancelled
from webui.pages import inbox_view
from webui.pages.answers import fragment, is_htmx
from webui.pages.failures import answer as problem
from webui.pages.task_view import TaskView, view_of
from webui.rendering.times import in_zone
from webui.transactions import drop, work

GONE = (TaskAlreadyCompleted, TaskCancelled)
RECORD_PAGES = {"lead": "lead.page", "opportunity": "opportunity.page"}


def answer(error: Exception) -> Response:
    """Replace the buttons of the form that came too late, and nothing else: what was typed stays to be copied."""
    if not is_htmx() or not request.view_args:
        return problem(error)
    drop()
    view = view_of(work(), request.view_args["task_id"])
    told, way = in_zone(str(error)), onward(view, request.args.get("at", "page"))
    shown = fragment("fragments/task_gone.html", 409, told=told, onward=way)
    shown.headers.update(
        {
            "HX-Retarget": f"#task-form-{view.row.id} .form-foot",
            "HX-Reselect": ".task-gone",
            "HX-Reswap": "outerHTML",
            "HX-Push-Url": "false",
            "HX-Trigger": "close-dialog",
        }
    )
    return shown


def shown(task_id: int, at: str) -> TaskView:
    """Return a task as it is shown at a place (inbox, record, page); a closed one says where to go from it."""
    view = view_of(work(), task_id, inbox_view.kept(request.args) if at == "inbox" else None)
    if view.row.state != "open" and view.keep.get("view") != "completed":
        view.onward = onward(view, at)
    return view


def onward(view: TaskView, at: str) -> dict[str, Any]:
    """Return where to go from a task that is done with: in the inbox the next one there is, else its record."""
    if at != "inbox":
        href = url_for(RECORD_PAGES[view.record_type], record_id=view.record_id)
        return {"name": f"Show the {view.record_type} as it is now", "href": href, "in_pane": False}
    keep = inbox_view.kept(request.args)
    following = inbox_view.after(work(), view.row.id, request.args)
    if following is None:
        return {"name": "Back to the inbox", "href": url_for("inbox.page", **keep), "in_pane": False}
    return {"name": "Next task", "href": url_for("inbox.page", task_id=following, **keep), "in_pane": True}
