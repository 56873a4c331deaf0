"""Lookups: the lists of values that administrators keep, stages and transitions among them."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import lookups, rights
from crm.errors import Invalid
from crm.fields import Field
from crm.lookups import Kind, LookupValue
from tasks import lookup_values
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import described_form
from webui.transactions import session, work

pages = Pages("lookup")
OWN = (
    Field("name", "Name", required=True),
    Field("code", "Code"),
    Field("position", "Position", "number"),
    Field("active", "Active", "boolean"),
)
TRANSITIONS = "lead-stage-transitions"


@pages.get("/settings/lookups")
def index() -> ResponseReturnValue:
    """Show which lookups there are."""
    rights.require(work().actor, "read", "lookup")
    kinds = [(kind, len(lookups.values(session(), kind.name))) for kind in lookups.KINDS.values()]
    return render_template("pages/lookups.html", kinds=kinds)


@pages.get("/settings/lookups/<name>")
def page(name: str) -> ResponseReturnValue:
    """Show the values of a lookup."""
    rights.require(work().actor, "read", "lookup")
    kind = lookups.kind(name)
    return render_template(
        "pages/lookup.html",
        kind=kind,
        values=lookups.values(session(), name),
        editable=lookup_values.may_edit(work(), name),
    )


@pages.get("/settings/lookups/<name>/new")
@pages.get("/settings/lookups/<name>/<int:value_id>")
def form(name: str, value_id: int | None = None) -> ResponseReturnValue:
    """Return the form of a new value, or of one there is."""
    kind = _editable(name)
    value = lookups.get(session(), value_id) if value_id else None
    return _form(kind, value, _values(value), {})


@pages.post("/settings/lookups/<name>/new")
@pages.post("/settings/lookups/<name>/<int:value_id>")
def save(name: str, value_id: int | None = None) -> ResponseReturnValue:
    """Add a value, or change one."""
    kind = _editable(name)
    value = lookups.get(session(), value_id) if value_id else None
    values = typed(_fields(kind, value, {}), request.form)
    try:
        _save(kind, value, values)
    except Invalid as invalid:
        errors = {field.removeprefix("attributes."): messages for field, messages in invalid.errors.items()}
        return _form(kind, value, values, errors)
    say("Saved.")
    return go_to(url_for("lookup.page", name=name))


@pages.post("/settings/lookups/<name>/<int:value_id>/delete")
def delete(name: str, value_id: int) -> ResponseReturnValue:
    """Delete a value that nothing refers to."""
    _editable(name)
    lookups.delete(session(), value_id, work().actor.author())
    say("Deleted.")
    return go_to(url_for("lookup.page", name=name))


def _editable(name: str) -> Kind:
    lookup_values.require_editor(work(), name)
    return lookups.kind(name)


def _save(kind: Kind, value: LookupValue | None, values: Mapping[str, Any]) -> None:
    carried = {field.name for field in kind.attributes}
    attributes = {name: given for name, given in values.items() if name in carried}
    own = {name: given for name, given in values.items() if name not in carried and given is not None}
    given = {**own, "attributes": attributes} if carried else own
    if value is None:
        lookup_values.create(work(), kind.name, given)
    else:
        lookup_values.update(work(), value, given, request.form.get("revision", type=int))


def _fields(kind: Kind, value: LookupValue | None, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the form of a value; a transition is named by its ends, and no code changes once it is used."""
    own = [field for field in OWN if not (field.name == "code" and value) and kind.name != TRANSITIONS]
    if kind.name == TRANSITIONS:
        own = [field for field in OWN if field.name == "active"]
    return described_form(work(), (*own, *kind.attributes), values)


def _values(value: LookupValue | None) -> dict[str, Any]:
    if value is None:
        return {"active": True}
    own = {"name": value.name, "code": value.code, "position": value.position, "active": value.active}
    return {**value.attributes, **own}


def _form(
    kind: Kind, value: LookupValue | None, values: Mapping[str, Any], errors: Mapping[str, list[str]]
) -> Response:
    return fragment(
        "fragments/lookup_form.html",
        422 if errors else 200,
        kind=kind,
        value=value,
        fields=filled(_fields(kind, value, values), values),
        errors=errors,
    )
