"""System settings: above all, which process new leads run."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import people, rights, settings
from crm.errors import Invalid
from crm.people.roles import VISIBILITY
from crm.settings import Declared
from tasks import activation, active_process, processes
from tasks.errors import ProcessNotFit
from webui.pages.answers import fragment, say
from webui.pages.blueprint import Pages
from webui.pages.record_forms import shown
from webui.rendering.texts import role_name
from webui.transactions import session, work

pages = Pages("settings")
SCOPES = {"all": "All", "division": "Their division's", "own": "Their own"}


@pages.get("/settings")
def index() -> ResponseReturnValue:
    """Show all settings."""
    rights.require(work().actor, "read", "setting")
    values = settings.everything(session())
    return render_template(
        "pages/settings.html",
        settings=[shown_setting(declared, values[declared.code]) for declared in settings.ALL],
    )


@pages.get("/settings/active-process/choices")
def process_choices() -> ResponseReturnValue:
    """Return the processes that new leads could run, as far as they are looked for."""
    rights.require(work().actor, "read", "setting")
    declared = settings.declared(active_process.SETTING)
    chosen = request.args.get("value", active_process.active_key(session()) or "")
    setting = shown_setting(declared, chosen or None, request.args.get("q", ""))
    return fragment("fragments/process_choices.html", setting=setting)


@pages.get("/settings/active-process/preview")
def process_preview() -> ResponseReturnValue:
    """Return what would change if the chosen process became the active one."""
    preview = activation.preview(work(), request.args.get("value") or None)
    return fragment("fragments/activation.html", preview=preview)


@pages.post("/settings/<code>")
def put(code: str) -> ResponseReturnValue:
    """Put a value; it counts from the next start on."""
    rights.require(work().actor, "edit", "setting")
    declared = settings.declared(code)
    value = _given(declared)
    if code == active_process.SETTING and value is None and "value" not in request.form:
        return _one(declared, active_process.active_key(session()), ["Choose a process, or None."])
    try:
        if code == active_process.SETTING:
            active_process.activate(work(), value)
        else:
            settings.put(session(), code, value, work().actor.author())
    except (Invalid, ProcessNotFit) as error:
        messages = error.errors.get("value", []) if isinstance(error, Invalid) else [str(error)]
        return _one(declared, value, messages)
    say(f"{declared.field.label}: saved.")
    return _one(declared, settings.get(session(), code), [])


def _given(declared: Declared) -> Any:
    if declared.code == VISIBILITY:
        given = {role: request.form.get(role, "all") for role in people.ROLES if role.startswith("crm_")}
        return {role: scope for role, scope in given.items() if scope != "all"} or None
    if declared.field.type == "boolean":
        return "value" in request.form
    return request.form.get("value", "").strip() or None


def _one(declared: Declared, value: Any, errors: list[str]) -> Response:
    setting = {**shown_setting(declared, value), "errors": errors}
    return fragment("fragments/setting.html", 422 if errors else 200, setting=setting)


def shown_setting(declared: Declared, value: Any, words: str = "") -> dict[str, Any]:
    """Return a setting as its form shows it; `words` narrow down what is chosen from."""
    field = {**shown(work(), declared.field, value if not isinstance(value, Mapping) else None), "help": declared.help}
    return {
        "code": declared.code,
        "field": field,
        "roles": _visibility(value) if declared.code == VISIBILITY else None,
        "choices": _fit_processes(words, value or "") if declared.code == active_process.SETTING else None,
        "action": url_for("settings.put", code=declared.code),
        "errors": [],
    }


def _visibility(value: Any) -> list[dict[str, Any]]:
    choices = [{"code": code, "name": name} for code, name in SCOPES.items()]
    roles = [role for role in people.ROLES if role.startswith("crm_")]
    return [
        {"name": role, "label": role_name(role), "value": (value or {}).get(role, "all"), "choices": choices}
        for role in roles
    ]


def _fit_processes(words: str, chosen: str) -> list[dict[str, Any]]:
    """Return what new leads could run, by words in name or key; what is chosen stays among them.

    That are processes for them which are published, or none.
    """
    by_hand = {"key": "", "name": "None", "note": "leads are worked by hand", "active": False}
    found = [
        process
        for process in processes.summaries(work())
        if process["kind"] == active_process.KIND and process["state"] == "published"
    ]
    return [offered for offered in (*found, by_hand) if offered["key"] == chosen or _is_named(offered, words)]


def _is_named(offered: Mapping[str, Any], words: str) -> bool:
    return all(word in f"{offered['name']} {offered['key']}".lower() for word in words.lower().split())
