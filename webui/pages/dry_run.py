"""Dry runs: a designer walks through a process as those will who work with it; nothing of it remains."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import rights
from crm.people import users
from engine.errors import ModelRefused, NothingToPublish
from tasks.dry_run import Walked, walk
from tasks.errors import NotWalkable
from webui.errors import MalformedRequest
from webui.pages import dry_run_state, dry_run_view
from webui.pages.answers import FORM_ERROR
from webui.pages.blueprint import Pages
from webui.pages.dry_run_state import LONGEST_ADDRESS, WalkState
from webui.pages.form_values import asked, typed
from webui.transactions import baton, session, work

pages = Pages("dry_run")
WAITS = {"next": "Next timer", "P1D": "A day", "P7D": "A week", "P30D": "30 days"}
VERBS = ("act", "complete", "move", "message", "start", "clock")
CANNOT = (ModelRefused, NothingToPublish, NotWalkable)


@pages.get("/processes/<key>/dry-run")
def page(key: str) -> ResponseReturnValue:
    """Show where a walk stands; without one it begins now."""
    packed = request.args.get("walk")
    if packed:
        state = dry_run_state.unpack(packed)
    else:
        state = dry_run_state.fresh(request.args.get("version", type=int), draft="draft" in request.args)
    return _shown(key, state)


@pages.post("/processes/<key>/dry-run")
def take(key: str) -> ResponseReturnValue:
    """Take a step, or go back to an earlier one, or begin with another record."""
    state = dry_run_state.unpack(request.form.get("~walk", ""))
    verb, name = request.args.get("verb", ""), request.args.get("name", "")
    if verb == "back":
        return _shown(key, replace(state, steps=state.steps[: max(request.args.get("name", 0, type=int), 0)]))
    if verb == "record":
        return _shown(key, _with_record(state))
    if verb == "copy":
        return _shown(key, replace(state, values=None, copy_of=request.form.get("copy_of", type=int)))
    return _step(key, state, verb, name)


def _with_record(state: WalkState) -> WalkState:
    record_type = dry_run_view.WALKED_ON.get(request.args.get("name", ""), "lead")
    fields = dry_run_view.record_form(work(), record_type, {})
    return replace(state, values={**(state.values or {}), **typed(fields, request.form)})


def _step(key: str, state: WalkState, verb: str, name: str) -> ResponseReturnValue:
    """Take a step; one that is refused leaves the walk where it stands, with what was typed and what is wrong."""
    if verb not in VERBS:
        raise MalformedRequest("step", f"“{verb}” is none")
    step: dict[str, Any] = {}
    tried: str | int = request.form.get("stage", "") if verb == "move" else name
    if verb in ("act", "complete"):
        step = _handed_in(_form(walk(work(), state.trial(key), state.steps), verb, name))
        number = request.args.get("name", type=int) if verb == "complete" else None
        tried = name if number is None else number
    if request.args.get("on") == "opportunity":
        step["on"] = "opportunity"
    if request.form.get("~as"):
        step["as"] = request.form["~as"]
    return _shown(key, state.after({verb: tried, **step}))


def _form(walked: Walked, verb: str, name: str) -> Mapping[str, Any]:
    """Return the task or the action whose form was handed in; one that is not there has no fields, and is refused."""
    reached = walked.reached or {"open": [], "actions": []}
    if verb == "complete":
        found = (task for task in reached["open"] if str(task["id"]) == name)
    else:
        on = request.args.get("on", "lead")
        found = (each for each in reached["actions"] if each["code"] == name and each["record"] == on)
    return next(found, {"fields": []})


def _handed_in(form: Mapping[str, Any]) -> dict[str, Any]:
    result = request.form.get("result") or None
    fields = [field for field in form["fields"] if field["name"] != "result"]
    values = asked(fields, typed(fields, request.form), result)
    return {"values": values, **({"result": result} if result else {})}


def _shown(key: str, state: WalkState) -> Response:
    """Return the page for a state. A step that is refused comes back with what was typed and what is wrong."""
    rights.require(work().actor, "dry_run", "process")
    process = baton().library.get(session(), key)
    try:
        walked = walk(work(), state.trial(key), state.steps)
    except CANNOT as error:
        return make_response(render_template("pages/dry_run.html", process=process, state=state, cannot=error))
    if walked.reached is not None:
        state, walked = (
            replace(state, steps=tuple(walked.reached["steps"])),
            dry_run_view.with_typed(walked, state.steps),
        )
    status = FORM_ERROR if walked.refused is not None and request.method == "POST" else 200
    answer = make_response(render_template("pages/dry_run.html", **_values(key, process, state, walked)), status)
    return _with_address(answer, key, state)


def _values(key: str, process: Any, state: WalkState, walked: Walked) -> dict[str, Any]:
    reached = walked.reached
    kind = reached["process"]["kind"] if reached else process.kind
    record_type = dry_run_view.WALKED_ON.get(kind, "lead")
    values = reached["values"] if reached else state.values or {}
    return {
        "process": process,
        "state": state,
        "reached": dry_run_view.with_outlook(reached) if reached else None,
        "refused": walked.refused,
        "said": dry_run_view.is_said(walked),
        "kind": kind,
        "record_type": record_type,
        "fields": dry_run_view.record_form(work(), record_type, values),
        "steps": dry_run_view.steps(reached) if reached else [],
        "diagram": dry_run_view.diagram(reached, key, request.args.get("diagram")) if reached else None,
        "people": users(session(), active=True),
        "acting": request.form.get("~as") or (state.steps[-1].get("as") if state.steps else None),
        "waits": WAITS,
        "icons": dry_run_view.ICONS,
    }


def _with_address(answer: Response, key: str, state: WalkState) -> Response:
    """Put the state into the address, so that reloading loses nothing and going back undoes a step."""
    address = url_for("dry_run.page", key=key, walk=state.packed())
    if request.method == "POST" and answer.status_code < FORM_ERROR and len(address) <= LONGEST_ADDRESS:
        answer.headers["HX-Push-Url"] = address
    return answer
