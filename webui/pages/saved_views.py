"""Views of lists that people save under a name."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm import rights, saved_views
from crm.errors import Invalid, NotFound
from crm.saved_views import Given
from webui.pages import list_view
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.record_kinds import KINDS, RecordKind
from webui.transactions import session, work

pages = Pages("saved_view")


@pages.get("/lists/<record_type>/views/new")
def form(record_type: str) -> ResponseReturnValue:
    """Ask for the name of a view; the one shown is offered, to be replaced."""
    kind = _kind(record_type)
    shown = list_view.view_of(list_view.views_of(work(), kind), request.args)
    return _form(kind, {"name": shown.name if shown else "", "shared": shown.shared if shown else False}, {})


@pages.post("/lists/<record_type>/views/new")
def save(record_type: str) -> ResponseReturnValue:
    """Save the list that the address asks for, with the columns that are shown, as a view."""
    kind = _kind(record_type)
    name, is_shared = request.form.get("name", ""), "shared" in request.form
    filters: dict[str, Any] = {
        each: value for each, value in list_view.kept(kind, request.args).items() if each != "view"
    }
    shown = list_view.view_of(list_view.views_of(work(), kind), request.args)
    columns = [column.code for column in list_view.columns_of(kind, shown)]
    try:
        view = saved_views.save(session(), work().actor, Given(kind.type, name, filters, columns, is_shared))
    except Invalid as invalid:
        return _form(kind, {"name": name, "shared": is_shared}, invalid.errors)
    say(f"Saved as “{view.name}”.")
    return go_to(url_for(f"{kind.type}.index", **filters, view=view.id))


@pages.post("/views/<int:view_id>/remove")
def remove(view_id: int) -> ResponseReturnValue:
    """Remove a view."""
    view = saved_views.get(session(), work().actor, view_id)
    name, record_type = view.name, view.record_type
    saved_views.remove(session(), work().actor, view_id)
    say(f"Removed the view “{name}”.")
    return go_to(url_for(f"{record_type}.index"))


def _kind(record_type: str) -> RecordKind:
    if record_type not in KINDS:
        raise NotFound("list", record_type)
    rights.require(work().actor, "read", record_type)
    return KINDS[record_type]


def _form(kind: RecordKind, values: dict[str, Any], errors: dict[str, list[str]]) -> Response:
    described = (
        {"name": "name", "label": "Name", "type": "text", "required": True},
        {
            "name": "shared",
            "label": "Offer it to everybody",
            "type": "boolean",
            "help": "Everybody sees in it the records that they may see.",
        },
    )
    keep: dict[str, Any] = dict(list_view.kept(kind, request.args))
    empty = {"results": None, "choices": None, "read_only": False}
    return fragment(
        "fragments/saved_view_form.html",
        422 if errors else 200,
        action=url_for("saved_view.save", record_type=kind.type, **keep),
        fields=[{**empty, **field, "value": values[str(field["name"])]} for field in described],
        errors=errors,
    )
