"""The inbox: views, tasks and the task in hand, one after the other without leaving."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import lookups
from crm.errors import Invalid
from crm.people import users
from tasks import claims, completion, processes
from webui.pages import gone_tasks, inbox_view
from webui.pages.answers import fragment, go_to, is_htmx
from webui.pages.blueprint import Pages
from webui.pages.bulk import do, selected
from webui.pages.form_values import asked, typed
from webui.pages.task_view import view_of
from webui.rendering.person import sections
from webui.transactions import session, work

pages = Pages("inbox")
PRIORITIES = ("high", "medium", "low")


@pages.get("/")
def home() -> ResponseReturnValue:
    """Lead to the first section that the person may see: the inbox, for most."""
    return go_to(next((section.href for section in sections()), url_for("my.page")))


@pages.get("/inbox")
@pages.get("/inbox/<int:task_id>")
def page(task_id: int | None = None) -> ResponseReturnValue:
    """Show the inbox with a task open: the one named, else the first; htmx is given the pane alone."""
    if is_htmx() and task_id is not None and "HX-History-Restore-Request" not in request.headers:
        view = gone_tasks.shown(task_id, "inbox")
        return fragment("fragments/inbox_pane.html", view=view, out_of_band=False)
    pane = gone_tasks.shown(task_id, "inbox") if task_id else None
    shown = inbox_view.load(work(), request.args, task_id)
    first = shown.rows[0]["id"] if shown.rows and not request.args.get("cursor") else None
    if pane is None and first is not None:
        pane = gone_tasks.shown(first, "inbox")
    return render_template("pages/inbox.html", list=shown, view=pane, asked_for=task_id is not None, **_filters())


@pages.get("/inbox/pulse")
def pulse() -> ResponseReturnValue:
    """Return views and list if they have changed since they were seen."""
    shown = inbox_view.load(work(), request.args, request.args.get("pinned", type=int))
    if shown.seen == request.args.get("seen"):
        return Response(status=204)
    return fragment("fragments/inbox_lists.html", list=shown)


@pages.post("/inbox/claim")
def claim_many() -> ResponseReturnValue:
    """Claim the selected tasks."""
    return do(lambda task_id: claims.claim(work(), task_id), "claimed") or _back()


@pages.get("/inbox/delegate")
def delegate_form() -> ResponseReturnValue:
    """Ask whom to hand the selected tasks to."""
    return _delegate_form({})


@pages.post("/inbox/delegate")
def delegate_many() -> ResponseReturnValue:
    """Hand the selected tasks to somebody."""
    to = request.form.get("to", "")
    if not to:
        return _delegate_form({"to": ["Choose a person."]})
    return do(lambda task_id: claims.delegate(work(), task_id, to), "delegated") or _back()


@pages.get("/inbox/complete")
def complete_form() -> ResponseReturnValue:
    """Show one form for the selected tasks, which have to be of one kind."""
    views = [view_of(work(), task_id) for task_id in selected()]
    if len({(view.row.called_key, view.row.element) for view in views}) > 1:
        raise Invalid({"": ["Select tasks of one kind to complete them together."]})
    view = views[0].with_typed(None, dict.fromkeys(field["name"] for field in views[0].task["fields"]))
    action = url_for("inbox.complete_many", **inbox_view.kept(request.args))
    return fragment("fragments/complete_many.html", view=view, ids=selected(), action=action)


@pages.post("/inbox/complete")
def complete_many() -> ResponseReturnValue:
    """Complete the selected tasks alike; fields left empty take the default of each task."""
    fields = view_of(work(), selected()[0]).task["fields"]
    result = request.form.get("result") or None
    given = asked(fields, typed(fields, request.form), result)
    values = {name: value for name, value in given.items() if value not in (None, False)}
    return do(lambda task_id: completion.complete(work(), task_id, result, values), "completed") or _back()


def _back() -> Response:
    return go_to(url_for("inbox.page", **inbox_view.kept(request.args)))


def _delegate_form(errors: dict[str, list[str]]) -> Response:
    people = users(session(), active=True)
    choices = [{"code": user["login"], "name": user["name"]} for user in people]
    field = {"name": "to", "label": "Person", "type": "user", "required": True, "value": None, "choices": choices}
    action = url_for("inbox.delegate_many", **inbox_view.kept(request.args))
    return fragment(
        "fragments/delegate.html", 422 if errors else 200, action=action, fields=[field], errors=errors, ids=selected()
    )


def _filters() -> dict[str, Any]:
    stages = {s.code: s.name for name in ("lead-stages", "opportunity-stages") for s in lookups.values(session(), name)}
    return {
        "processes": {process["key"]: process["name"] for process in processes.summaries(work())},
        "stages": stages,
        "priorities": {code: code.capitalize() for code in PRIORITIES},
        "owners": {user["login"]: user["name"] for user in users(session(), active=True)},
        "sorts": inbox_view.SORTS,
    }
