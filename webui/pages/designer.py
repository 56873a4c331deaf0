"""The designer of processes and decisions: its pages, and what they fetch and send while somebody draws."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import rights
from crm.errors import Invalid
from engine.errors import DraftChanged, ModelRefused, Problem, ProcessExists
from engine.starters import STARTERS
from tasks import design, processes
from webui.api.preconditions import expected_revision
from webui.pages.answers import fragment, go_to
from webui.pages.blueprint import Pages
from webui.pages.form_values import sent_values
from webui.transactions import baton, session, work

pages = Pages("designer")
REFUSED, STALE = 422, 412


@pages.get("/processes/new")
def begin_form() -> ResponseReturnValue:
    """Return the dialog for a new process."""
    rights.require(work().actor, "create", "process")
    return _begin_form({"kind": next(iter(STARTERS))}, {})


@pages.post("/processes/new")
def begin() -> ResponseReturnValue:
    """Put a new process into the library and open the designer on it."""
    typed = {name: request.form.get(name, "").strip() for name in ("name", "key", "kind")}
    try:
        process = design.begin(work(), typed["kind"], typed["key"], typed["name"])
    except Invalid as invalid:
        return _begin_form(typed, invalid.errors)
    except ProcessExists as taken:
        return _begin_form(typed, {"key": [str(taken)]})
    except ModelRefused as refused:
        return _begin_form(typed, {"key": [problem.message for problem in refused.problems]})
    return go_to(url_for("designer.page", key=process.key))


@pages.get("/processes/<key>/design")
def page(key: str) -> ResponseReturnValue:
    """Show the designer on the draft of a process, or the table of a decision."""
    rights.require(work().actor, "edit", "process")
    process = baton().library.get(session(), key)
    template = "pages/decision.html" if process.kind == "decision" else "pages/designer.html"
    return render_template(template, process=process, may_publish=rights.may(work().actor, "publish", "process"))


@pages.get("/processes/<key>/design/draft")
def draft(key: str) -> ResponseReturnValue:
    """Return the draft, its revision, and who saved it when."""
    return jsonify(design.draft_of(work(), key))


@pages.get("/processes/<key>/design/words")
def words(key: str) -> ResponseReturnValue:
    """Return what the model may name, and the templates of steps."""
    rights.require(work().actor, "edit", "process")
    return jsonify(design.words(session(), baton().library.get(session(), key).kind))


@pages.put("/processes/<key>/design/draft")
def save(key: str) -> ResponseReturnValue:
    """Save the draft; 412 says who was faster."""
    try:
        process = processes.save_draft(work(), key, request.get_data(), expected_revision())
    except DraftChanged:
        return _stale(key)
    except ModelRefused as refused:
        return _refused(list(refused.problems))
    return jsonify(design.saved(session(), process))


@pages.post("/processes/<key>/design/check")
def check(key: str) -> ResponseReturnValue:
    """Check a text that need not be saved."""
    rights.require(work().actor, "check", "process")
    baton().library.get(session(), key)
    return jsonify(problems=baton().library.check(session(), request.get_data()))


@pages.post("/processes/<key>/design/changes")
def changes(key: str) -> ResponseReturnValue:
    """Tell in words how a text differs from the draft."""
    return jsonify(changes=[change.text for change in design.changes_from_draft(work(), key, request.get_data())])


@pages.post("/processes/<key>/design/publish")
def publish(key: str) -> ResponseReturnValue:
    """Publish the draft, if it still is the one that was seen."""
    try:
        version = processes.publish(work(), key, _comment(), expected_revision())
    except DraftChanged:
        return _stale(key)
    except ModelRefused as refused:
        return _refused(list(refused.problems))
    return jsonify(version=version.number, href=url_for("process.page", key=key, version=version.number))


@pages.post("/processes/<key>/design/copy")
def copy(key: str) -> ResponseReturnValue:
    """Keep a text that could not be saved as the draft of a new process."""
    xml, new_key, name = (str(sent_values().get(member) or "") for member in ("xml", "key", "name"))
    process = design.keep_as(work(), key, xml, new_key, name)
    return jsonify(href=url_for("designer.page", key=process.key))


def _begin_form(typed: dict[str, str], errors: Mapping[str, list[str]]) -> Response:
    fields = [
        _field("name", "Name", typed, "What people call it."),
        _field("key", "Key", typed, "Stands in addresses and calls, and stays: small letters, digits and dashes."),
        _field("kind", "What it is for", typed)
        | {"type": "choice", "choices": [{"code": code, "name": name} for code, name in STARTERS.items()]},
    ]
    return fragment("fragments/new_process.html", REFUSED if errors else 200, fields=fields, errors=errors)


def _field(name: str, label: str, typed: Mapping[str, str], hint: str = "") -> dict[str, Any]:
    return {"name": name, "label": label, "type": "text", "required": True, "value": typed.get(name, ""), "help": hint}


def _comment() -> str | None:
    return str(sent_values().get("comment") or "").strip() or None


def _stale(key: str) -> tuple[Response, int]:
    return jsonify(design.saved(session(), baton().library.get(session(), key))), STALE


def _refused(problems: list[Problem]) -> tuple[Response, int]:
    return jsonify(problems=problems), REFUSED
