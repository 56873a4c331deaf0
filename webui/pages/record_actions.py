"""Actions on leads and opportunities: the buttons and the menu of their pages, and the stages of their bars."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm.errors import Invalid
from tasks import actions
from tasks.record_rows import row_of
from tasks.work import Work
from webui.pages import needed
from webui.pages.answers import fragment, go_to, own_address, say, show_again
from webui.pages.blueprint import Pages
from webui.pages.form_values import asked, filled, typed
from webui.pages.out_of_sight import place_of
from webui.transactions import work

pages = Pages("actions")
BAR = "move_to_stage"
DONE = {"qualify": "Qualified.", "disqualify": "Disqualified.", "assign": "Owner assigned.", BAR: "Moved."}


def offered(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return the actions that buttons and menu show; the bar has its own."""
    return [action for action in actions.offered(work, record_type, record_id) if action["code"] != BAR]


@pages.get("/<any(lead, opportunity):record_type>/<int:record_id>/actions/<code>")
def form(record_type: str, record_id: int, code: str) -> ResponseReturnValue:
    """Return the form of an action; parameters of the address fill in fields."""
    action = _action(record_type, record_id, code)
    return _form(record_type, record_id, action, request.args.to_dict(), {})


@pages.post("/<any(lead, opportunity):record_type>/<int:record_id>/actions/<code>")
def act(record_type: str, record_id: int, code: str) -> ResponseReturnValue:
    """Carry out an action."""
    action = _action(record_type, record_id, code)
    values = typed(action["fields"], request.form) if code != BAR else {"stage": request.form.get("stage")}
    result = values.get(action["result"])
    try:
        needed.save(work(), (record_type, record_id), action["requires"], request.form, result)
        actions.act(work(), record_type, record_id, code, asked(action["fields"], values, result))
    except Invalid as invalid:
        if not action["fields"] or code == BAR:
            raise
        beside = typed(needed.asked_for(action["requires"]), request.form)
        errors = needed.at_their_names(invalid.errors, action["requires"])
        return _form(record_type, record_id, action, {**values, **beside}, errors)
    say(DONE.get(code, f"{action['name']}: done."))
    return back_to_page(record_type, record_id)


def back_to_page(record_type: str, record_id: int) -> Response:
    """Show the page again, with the tab that was open."""
    address = place_of(record_type, record_id)
    current = own_address(request.headers.get("HX-Current-URL"), address)
    address = current if current.split("?")[0] == address else address
    return go_to(address) if request.headers.get("HX-Target") == "dialog-body" else show_again(address)


@pages.get("/<any(lead, opportunity):record_type>/<int:record_id>/refusals")
def refusals(record_type: str, record_id: int) -> ResponseReturnValue:
    """Say for each action that is not to be had now why it is not."""
    found = [refusal for refusal in actions.refused(work(), record_type, record_id) if refusal.code != BAR]
    row = row_of(work(), record_type, record_id)
    return fragment("fragments/refusals.html", refusals=found, type=record_type, row=row)


def _action(record_type: str, record_id: int, code: str) -> dict[str, Any]:
    """Return an offered action; one that is not offered has no fields and is refused by the service, with its reason.

    `result` is the name of the field by which others are asked for, where there is one.
    """
    found = actions.offered(work(), record_type, record_id)
    unknown: dict[str, Any] = {"code": code, "name": code, "fields": []}
    action = next((a for a in found if a["code"] == code), unknown)
    result = next((f["name"] for f in action["fields"] if f.get("is_result")), None)
    return {"requires": [], **action, "result": result}


def _form(
    record_type: str,
    record_id: int,
    action: dict[str, Any],
    values: dict[str, Any],
    errors: dict[str, list[str]],
) -> Response:
    return fragment(
        "fragments/action.html",
        422 if errors else 200,
        action=action,
        type=record_type,
        address=url_for("actions.act", record_type=record_type, record_id=record_id, code=action["code"]),
        fields=filled(action["fields"], values),
        needed=filled(needed.asked_for(action["requires"]), values),
        result=values.get(action["result"]),
        errors=errors,
    )
