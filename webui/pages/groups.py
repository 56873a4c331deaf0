"""Groups of fields on a record's page: values, edited in place."""

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from crm.errors import Invalid, NotFound
from tasks.work import Work
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.out_of_sight import is_seen, place_of
from webui.pages.record_forms import form_of, group_names, groups_of
from webui.pages.record_kinds import KINDS, RecordKind
from webui.transactions import work

pages = Pages("groups")
GENERAL = "General"


def slug_of(heading: str | None) -> str:
    """Return the part of the address that stands for a heading."""
    return (heading or GENERAL).lower().replace(" ", "-")


def shown(work: Work, kind: RecordKind, record: dict[str, Any], heading: str | None) -> dict[str, Any]:
    """Return a group with its values, for the template."""
    fields = form_of(work, kind.type, group_names(kind.type, heading), record)
    return {"title": heading or GENERAL, "slug": slug_of(heading), "fields": fields, "note": ""}


@pages.get("/<record_type>/<int:record_id>/groups/<slug>")
def view(record_type: str, record_id: int, slug: str) -> ResponseReturnValue:
    """Return a group with its values."""
    return _view(record_type, record_id, slug)


@pages.get("/<record_type>/<int:record_id>/groups/<slug>/edit")
def edit(record_type: str, record_id: int, slug: str) -> ResponseReturnValue:
    """Return a group as a form."""
    kind, heading = _find(record_type, slug)
    record = kind.one(work(), record_id)
    fields = form_of(work(), record_type, group_names(record_type, heading), record)
    return _form(kind, record_id, slug, fields, {}, record["revision"])


@pages.post("/<record_type>/<int:record_id>/groups/<slug>")
def save(record_type: str, record_id: int, slug: str) -> ResponseReturnValue:
    """Save a group; refused if somebody else changed the record since the form was opened."""
    kind, heading = _find(record_type, slug)
    revision = request.form.get("revision", type=int)
    fields = form_of(work(), record_type, group_names(record_type, heading), kind.one(work(), record_id))
    values = typed(fields, request.form)
    try:
        kind.update(work(), record_id, _changed(fields, values), revision)
    except Invalid as invalid:
        return _form(kind, record_id, slug, filled(fields, values), invalid.errors, revision)
    work().session.expire_all()
    say("Saved.")
    if not is_seen(record_type, record_id):
        return go_to(place_of(record_type, record_id))
    return _view(record_type, record_id, slug)


def _changed(fields: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty and was: a field that always has a value must not be emptied by a form without it."""
    before = {field["name"]: field["value"] for field in fields}
    return {name: value for name, value in values.items() if value is not None or before[name] is not None}


def _find(record_type: str, slug: str) -> tuple[RecordKind, str | None]:
    kind = KINDS.get(record_type)
    heading = next((h for h in groups_of(record_type) if slug_of(h) == slug), "") if kind else ""
    if kind is None or heading == "":
        raise NotFound("group of fields", slug)
    return kind, heading


def _view(record_type: str, record_id: int, slug: str) -> Response:
    kind, heading = _find(record_type, slug)
    group = shown(work(), kind, kind.one(work(), record_id), heading)
    return fragment("fragments/group.html", kind=kind, record_id=record_id, group=group)


def _form(
    kind: RecordKind,
    record_id: int,
    slug: str,
    fields: list[dict[str, Any]],
    errors: dict[str, list[str]],
    revision: int | None,
) -> Response:
    return fragment(
        "fragments/group_form.html",
        422 if errors else 200,
        kind=kind,
        record_id=record_id,
        slug=slug,
        title=next(h or GENERAL for h in groups_of(kind.type) if slug_of(h) == slug),
        fields=fields,
        errors=errors,
        revision=revision,
    )
