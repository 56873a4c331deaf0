"""Marketing lists: what lists there are, and who is on them."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import fields as known_fields
from crm.errors import Invalid
from tasks import marketing_lists
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import described_form
from webui.transactions import work

pages = Pages("marketing_list")
MOST = 500


@pages.get("/settings/marketing-lists")
def index() -> ResponseReturnValue:
    """Show all lists."""
    found = marketing_lists.find(work(), {}, MOST)
    return render_template("pages/marketing_lists.html", lists=marketing_lists.as_dict(work(), found.items))


@pages.get("/settings/marketing-lists/<int:list_id>")
def page(list_id: int) -> ResponseReturnValue:
    """Show a list with its members."""
    [shown] = marketing_lists.as_dict(work(), [marketing_lists.get(work(), list_id)])
    members = marketing_lists.members(work(), list_id, MOST)
    return render_template("pages/marketing_list.html", list=shown, members=members, most=MOST)


@pages.get("/settings/marketing-lists/new")
@pages.get("/settings/marketing-lists/<int:list_id>/edit")
def form(list_id: int | None = None) -> ResponseReturnValue:
    """Return the form of a new list, or of one there is."""
    found = marketing_lists.get(work(), list_id) if list_id else None
    values = (
        {"name": found.name, "description": found.description, "active": found.active} if found else {"active": True}
    )
    return _form(list_id, values, {})


@pages.post("/settings/marketing-lists/new")
@pages.post("/settings/marketing-lists/<int:list_id>/edit")
def save(list_id: int | None = None) -> ResponseReturnValue:
    """Save a list."""
    values = typed(_fields({}), request.form)
    try:
        if list_id is None:
            list_id = marketing_lists.create(work(), values)
        else:
            marketing_lists.update(work(), list_id, values, request.form.get("revision", type=int))
    except Invalid as invalid:
        return _form(list_id, values, invalid.errors)
    say("Saved.")
    return go_to(url_for("marketing_list.page", list_id=list_id))


@pages.post("/settings/marketing-lists/<int:list_id>/members/<int:lead_id>/remove")
def remove(list_id: int, lead_id: int) -> ResponseReturnValue:
    """Take a lead off a list."""
    marketing_lists.remove(work(), list_id, lead_id)
    say("Removed.")
    return go_to(url_for("marketing_list.page", list_id=list_id))


def _fields(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return described_form(work(), known_fields.of(marketing_lists.TYPE).values(), values)


def _form(list_id: int | None, values: Mapping[str, Any], errors: Mapping[str, list[str]]) -> Response:
    return fragment(
        "fragments/marketing_list_form.html",
        422 if errors else 200,
        list=marketing_lists.get(work(), list_id) if list_id else None,
        fields=filled(_fields(values), values),
        errors=errors,
    )
