"""User tasks: their page, their form in the inbox and on records, completing, claiming, delegating, drafts."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.errors import Invalid
from crm.people import users
from tasks import claims, completion, drafts
from tasks.forms import presentation
from tasks.rights import may_see
from webui.pages import gone_tasks, inbox_view, needed
from webui.pages.answers import fragment, go_to, say, show_again
from webui.pages.blueprint import Pages
from webui.pages.form_values import asked, sent_values, text_of, typed, value_of
from webui.pages.out_of_sight import place_of
from webui.pages.task_view import TaskView, view_of
from webui.transactions import session, work

pages = Pages("task")
for gone in gone_tasks.GONE:
    pages.register_error_handler(gone, gone_tasks.answer)


@pages.get("/tasks/<int:task_id>")
def page(task_id: int) -> ResponseReturnValue:
    """Show a task on a page of its own."""
    return render_template("pages/task.html", view=gone_tasks.shown(task_id, "page"))


@pages.get("/tasks/<int:task_id>/panel")
def panel(task_id: int) -> ResponseReturnValue:
    """Return the form of a task for the action panel of its record."""
    return fragment("fragments/panel_form.html", view=gone_tasks.shown(task_id, "record"))


@pages.post("/tasks/<int:task_id>/complete")
def complete(task_id: int) -> ResponseReturnValue:
    """Complete a task; wrong fields come back with what was typed and a message at each."""
    view = view_of(work(), task_id, inbox_view.kept(request.args))
    result = request.form.get("result") or None
    values = typed(view.task["fields"], request.form)
    following = inbox_view.after(work(), task_id, request.args) if _at() == "inbox" else None
    try:
        needed.save(work(), (view.record_type, view.record_id), view.task["requires"], request.form, result)
        completion.complete(work(), task_id, result, asked(view.task["fields"], values, result))
    except Invalid as invalid:
        errors = needed.at_their_names(invalid.errors, view.task["requires"])
        return _form_again(view.with_typed(result, {**values, **_beside(view)}, errors))
    say(f"Completed: {view.task['subject']}")
    if _at() == "inbox":
        return inbox_view.next_answer(work(), following, request.args)
    return _to_record(view)


@pages.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> ResponseReturnValue:
    """Make a task one's own."""
    claims.claim(work(), task_id)
    return _show(task_id)


@pages.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> ResponseReturnValue:
    """Give a task back to its group."""
    claims.release(work(), task_id)
    say("Released: anybody of its group may claim it now.")
    if not may_see(session(), work().actor, task_id):
        return go_to(url_for("inbox.page", **inbox_view.kept(request.args)))
    return _show(task_id)


@pages.get("/tasks/<int:task_id>/delegate")
def delegate_form(task_id: int) -> ResponseReturnValue:
    """Ask whom to hand a task to."""
    return _delegate_form(task_id, None, {})


@pages.post("/tasks/<int:task_id>/delegate")
def delegate(task_id: int) -> ResponseReturnValue:
    """Hand a task to somebody."""
    to, view = request.form.get("to", ""), view_of(work(), task_id)
    try:
        claims.delegate(work(), task_id, to)
    except Invalid as invalid:
        return _delegate_form(task_id, to, invalid.errors)
    name = next((user["name"] for user in users(session()) if user["login"] == to), to)
    say(f"Delegated to {name}.")
    if _at() == "inbox":
        return go_to(url_for("inbox.page", **inbox_view.kept(request.args)))
    return go_to(place_of(view.record_type, view.record_id))


@pages.put("/tasks/<int:task_id>/draft")
def save_draft(task_id: int) -> ResponseReturnValue:
    """Keep what was typed into a form."""
    given, form = sent_values(), presentation.with_form(work(), task_id)
    fields = [field for field in (*form["fields"], *needed.asked_for(form["requires"])) if field["name"] in given]
    values = {field["name"]: _drafted(field, given) for field in fields}
    drafts.save(work(), task_id, given.get("result") or None, values)
    return Response(status=204)


def _beside(view: TaskView) -> dict[str, Any]:
    """Return what was typed for fields of the record."""
    return typed(view.needed, request.form)


def _drafted(field: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    value = given[field["name"]]
    return value_of(field, text_of(field, given)) if isinstance(value, str) else value


def _carried() -> dict[str, Any]:
    return {"at": _at(), **inbox_view.kept(request.args)}


def _at() -> str:
    return request.args.get("at", "page")


def _form_again(view: TaskView) -> Response:
    answer = fragment("fragments/task_form.html", 422, view=view, at=_at())
    place = f"#task-form-{view.row.id}"
    answer.headers.update({"HX-Retarget": place, "HX-Reselect": place, "HX-Reswap": "outerHTML"})
    return answer


def _to_record(view: TaskView) -> Response:
    address = place_of(view.record_type, view.record_id)
    return show_again(address) if _at() == "record" else go_to(address)


def _show(task_id: int) -> Response:
    if _at() == "inbox":
        return inbox_view.pane_answer(work(), task_id, request.args)
    if _at() == "page":
        return go_to(url_for("task.page", task_id=task_id))
    return _to_record(view_of(work(), task_id))


def _delegate_form(task_id: int, to: str | None, errors: dict[str, list[str]]) -> Response:
    people = [user for user in users(session(), active=True) if user["login"] != work().actor.login]
    field = {
        "name": "to",
        "label": "Person",
        "type": "user",
        "required": True,
        "value": to,
        "choices": [{"code": user["login"], "name": user["name"]} for user in people],
    }
    action = url_for("task.delegate", task_id=task_id, **_carried())
    return fragment("fragments/delegate.html", 422 if errors else 200, action=action, fields=[field], errors=errors)
