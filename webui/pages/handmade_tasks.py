"""Tasks that people make for themselves or others, beside those of the process."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm.errors import Invalid
from tasks import handmade
from tasks.forms.choices import Choices
from tasks.forms.presentation import shown_fields
from webui.pages.answers import fragment, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_actions import back_to_page
from webui.transactions import session, work

pages = Pages("handmade")


@pages.get("/<any(lead, opportunity):record_type>/<int:record_id>/tasks/new")
def form(record_type: str, record_id: int) -> ResponseReturnValue:
    """Return the form of a new task."""
    return _form(record_type, record_id, {"owner": work().actor.login, "priority": "medium"}, {})


@pages.post("/<any(lead, opportunity):record_type>/<int:record_id>/tasks/new")
def save(record_type: str, record_id: int) -> ResponseReturnValue:
    """Put the task on somebody's list."""
    values = typed(_fields(), request.form)
    try:
        handmade.create(work(), record_type, record_id, values)
    except Invalid as invalid:
        return _form(record_type, record_id, values, invalid.errors)
    say("Task added.")
    return back_to_page(record_type, record_id)


def _fields() -> list[dict[str, Any]]:
    return shown_fields(handmade.FIELDS, {}, Choices(session()))


def _form(record_type: str, record_id: int, values: dict[str, Any], errors: dict[str, list[str]]) -> Response:
    action = url_for("handmade.save", record_type=record_type, record_id=record_id)
    fields = filled(_fields(), values)
    return fragment("fragments/new_task.html", 422 if errors else 200, action=action, fields=fields, errors=errors)
