"""The stages of a process on its page: switched off and on, removed, added; all on the draft."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm import rights
from crm.errors import Invalid
from engine.errors import ModelRefused
from tasks import process_stages
from tasks.process_stages import Wanted
from webui.pages.answers import fragment, go_to, say, show_again
from webui.pages.blueprint import Pages
from webui.transactions import work

pages = Pages("process_stage")
Errors = Mapping[str, list[str]]


@pages.post("/processes/<key>/stages/<element>/switch")
def switch(key: str, element: str) -> ResponseReturnValue:
    """Have the draft pass through a stage, or run its sub-process again."""
    process_stages.switch(work(), key, element, disabled=request.form.get("worked") != "true")
    return show_again(_address(key))


@pages.post("/processes/<key>/stages/<element>/remove")
def remove(key: str, element: str) -> ResponseReturnValue:
    """Take a stage out of the draft."""
    name = next((s["name"] for s in process_stages.listed(work(), key) if s["element"] == element), element)
    process_stages.remove(work(), key, element)
    say(f"The stage “{name}” is out of the draft; it counts once the draft is published.")
    return show_again(_address(key))


@pages.get("/processes/<key>/stages/new")
def form(key: str) -> ResponseReturnValue:
    """Return the dialog for a new stage."""
    rights.require(work().actor, "edit", "process")
    return _form(key, {}, {})


@pages.get("/processes/<key>/stages/moves")
def moves(key: str) -> ResponseReturnValue:
    """Return the moves that are proposed for a stage as it stands in the dialog."""
    return _form(key, _typed(), {}, part=True)


@pages.post("/processes/<key>/stages/new")
def add(key: str) -> ResponseReturnValue:
    """Add a stage to the draft."""
    typed = _typed()
    code = typed["code"] or process_stages.proposed_code(typed["name"])
    chosen = {(start, end) for start, _, end in (move.partition(" ") for move in request.form.getlist("move"))}
    moves = tuple((start or code, end or code) for start, end in chosen)
    wanted = Wanted(typed["name"], code or None, typed["copy_of"], typed["after"] or None, moves)
    try:
        process_stages.add(work(), key, wanted)
    except Invalid as invalid:
        return _form(key, typed, invalid.errors)
    except ModelRefused as refused:
        return _form(key, typed, {"": [problem.message for problem in refused.problems]})
    say(f"The stage “{typed['name']}” is in the draft, with a sub-process of its own; publish it when it fits.")
    return go_to(_address(key))


def _typed() -> dict[str, str]:
    return {name: request.values.get(name, "").strip() for name in ("name", "code", "copy_of", "after")}


def _form(key: str, typed: Mapping[str, str], errors: Errors, *, part: bool = False) -> Response:
    stages = process_stages.listed(work(), key)
    working = [stage for stage in stages if stage["called"]]
    values = {**typed}
    values["copy_of"] = values.get("copy_of") or (working[0]["code"] if working else "")
    values["after"] = values.get("after") or values["copy_of"]
    return fragment(
        "fragments/stage_moves.html" if part else "fragments/stage_form.html",
        422 if errors else 200,
        key=key,
        fields=_fields(values, working),
        errors=errors,
        moves=_moves(key, values),
        names={stage["code"]: stage["name"] for stage in stages},
        name=values.get("name") or "the new stage",
        code=values.get("code") or process_stages.proposed_code(values.get("name", "")),
    )


def _moves(key: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the moves proposed for the new stage, whose code is left empty: it is not known yet."""
    codes = {stage["code"] for stage in process_stages.listed(work(), key)} | {""}
    proposed = process_stages.proposed_moves(work(), values["copy_of"], values["after"], "")
    return [move for move in proposed if codes.issuperset(move)]


def _fields(values: Mapping[str, str], working: list[dict[str, Any]]) -> list[dict[str, Any]]:
    choices = [{"code": stage["code"], "name": stage["name"]} for stage in working]
    return [
        {"name": "name", "label": "Name", "type": "text", "required": True, "value": values.get("name", "")},
        {
            "name": "code",
            "label": "Code",
            "type": "text",
            "value": values.get("code", ""),
            "help": "Made of the name when it is empty. A stage of that code is taken from the lookup, or added there.",
        },
        {
            "name": "copy_of",
            "label": "Work like in",
            "type": "choice",
            "required": True,
            "value": values["copy_of"],
            "choices": choices,
            "help": "The sub-process of this stage is copied for the new one.",
        },
        {
            "name": "after",
            "label": "Comes after",
            "type": "choice",
            "required": True,
            "value": values["after"],
            "choices": choices,
        },
    ]


def _address(key: str) -> str:
    return url_for("process.page", key=key, tab="stages")
