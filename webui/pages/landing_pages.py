"""Landing pages in the settings: what there are, and the editor of one with a preview that follows what is typed."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import fields as known_fields
from crm import rights
from crm.errors import Invalid
from crm.landing.design import HIDEABLE, SHOWABLE
from crm.landing.pages import TYPE
from tasks.landing import pages as landing_pages
from webui.landing.forms import shown_fields
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import described_form
from webui.transactions import baton, work

pages = Pages("landing_page")
MOST = 200
FIRST = ("contact_name", "email", "mobile_phone")


@pages.get("/settings/landing-pages")
def index() -> ResponseReturnValue:
    """Show all landing pages."""
    found = landing_pages.find(work(), {}, MOST)
    return render_template("pages/landing_pages.html", pages=landing_pages.as_dict(work(), found.items))


@pages.get("/settings/landing-pages/new")
@pages.get("/settings/landing-pages/<int:page_id>")
def page(page_id: int | None = None) -> ResponseReturnValue:
    """Show the editor of a new landing page, or of one there is."""
    rights.require(work().actor, "read", TYPE)
    return render_template("pages/landing_page.html", **_editor(page_id, _saved(page_id), {}))


@pages.post("/settings/landing-pages/new")
@pages.post("/settings/landing-pages/<int:page_id>")
def save(page_id: int | None = None) -> ResponseReturnValue:
    """Save a landing page."""
    values = _typed()
    try:
        if page_id is None:
            page_id = landing_pages.create(work(), values)
        else:
            landing_pages.update(work(), page_id, values, request.form.get("revision", type=int))
    except Invalid as invalid:
        return fragment("fragments/landing_page_form.html", 422, **_editor(page_id, values, invalid.errors))
    say("Saved.")
    return go_to(url_for("landing_page.page", page_id=page_id))


@pages.post("/settings/landing-pages/preview")
def preview() -> ResponseReturnValue:
    """Return the form as visitors would see it."""
    rights.require(work().actor, "read", TYPE)
    return fragment("fragments/landing_page_preview.html", **_preview(_typed()))


def _saved(page_id: int | None) -> dict[str, Any]:
    if page_id is None:
        shown = [{"name": name, "label": "", "required": name == "email"} for name in FIRST]
        return {"fields": shown, "hidden": {}, "domains": [], "create_contact": True, "active": True}
    [saved] = landing_pages.as_dict(work(), [landing_pages.get(work(), page_id)])
    return saved


def _editor(page_id: int | None, values: Mapping[str, Any], errors: Mapping[str, list[str]]) -> dict[str, Any]:
    saved = landing_pages.get(work(), page_id) if page_id else None
    described = known_fields.of(TYPE).values()
    return {
        "saved": saved,
        "fields": filled(described_form(work(), described, values), values),
        "offered": _offered(values["fields"]),
        "hidden": _hidden(values["hidden"]),
        "domains": "\n".join(values["domains"]),
        "errors": errors,
        "site": baton().settings.base_url,
        **_preview(values),
        "snippet_fields": shown_fields(saved, {}) if saved else [],
    }


def _preview(values: Mapping[str, Any]) -> dict[str, Any]:
    labels = known_fields.of("lead")
    shown = [{**field, "label": field.get("label") or labels[field["name"]].label} for field in values["fields"]]
    return {"page": values, "preview_fields": shown_fields({"fields": shown}, {})}


def _offered(chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return all fields that may be shown, those that are first and in their order."""
    by_name = {field["name"]: {**field, "shown": True} for field in chosen}
    labels = known_fields.of("lead")
    rows = [by_name.get(name, {"name": name, "shown": False}) for name in (*by_name, *(set(SHOWABLE) - by_name.keys()))]
    ordered = sorted(rows, key=lambda row: (not row["shown"], 0 if row["shown"] else SHOWABLE.index(row["name"])))
    return [{**row, "usual": labels[row["name"]].label} for row in ordered]


def _hidden(chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    described = [known_fields.of("lead")[name] for name in HIDEABLE]
    return [
        {**field, "name": f"hidden.{field['name']}", "required": False}
        for field in described_form(work(), described, chosen)
    ]


def _typed() -> dict[str, Any]:
    """Return what the editor holds; fields are shown in the order of their numbers."""
    form = request.form
    chosen = [name for name in form.getlist("show") if name in SHOWABLE]
    ordered = sorted(chosen, key=lambda name: form.get(f"order.{name}", 99, type=int))
    hidden = {name: form.get(f"hidden.{name}", "").strip() for name in HIDEABLE}
    return {
        **typed(described_form(work(), known_fields.of(TYPE).values(), {}), form),
        "fields": [_field(name) for name in ordered],
        "hidden": {name: value for name, value in hidden.items() if value},
        "domains": form.get("domains", "").split(),
    }


def _field(name: str) -> dict[str, Any]:
    form = request.form
    texts = {rule: form.get(f"{rule}.{name}", "").strip() for rule in ("label", "shortest", "longest")}
    return {"name": name, "required": f"required.{name}" in form, **texts}
