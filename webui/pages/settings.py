"""System settings: above all, which process new leads run."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import people, rights, settings
from crm.errors import Invalid
from crm.people.roles import VISIBILITY
from crm.settings import Declared
from tasks import active_process, processes
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
        settings=[_shown(declared, values[declared.code]) for declared in settings.ALL],
        running=_running(),
    )


@pages.post("/settings/<code>")
def put(code: str) -> ResponseReturnValue:
    """Put a value; it counts from the next start on."""
    rights.require(work().actor, "edit", "setting")
    declared = settings.declared(code)
    value = _given(declared)
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
    return request.form.get("value", "").strip() or None


def _one(declared: Declared, value: Any, errors: list[str]) -> Response:
    setting = {**_shown(declared, value), "errors": errors}
    return fragment("fragments/setting.html", 422 if errors else 200, setting=setting, running=_running())


def _shown(declared: Declared, value: Any) -> dict[str, Any]:
    field = {**shown(work(), declared.field, value if not isinstance(value, Mapping) else None), "help": declared.help}
    if declared.code == active_process.SETTING:
        field["choices"] = _fit_processes()
    return {
        "code": declared.code,
        "field": field,
        "roles": _visibility(value) if declared.code == VISIBILITY else None,
        "is_process": declared.code == active_process.SETTING,
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


def _fit_processes() -> list[dict[str, str]]:
    """Return the processes that new leads could run: published, enabled, and made for leads."""
    return [
        {"code": process["key"], "name": process["name"]}
        for process in processes.summaries(work())
        if process["kind"] == active_process.KIND and process["state"] == "published"
    ]


def _running() -> list[dict[str, Any]]:
    """Return the processes for leads with how many instances each has, for whoever switches."""
    return [process for process in processes.summaries(work()) if process["kind"] == active_process.KIND]
