"""Things done from the list of leads: to one row, or to all that are selected."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm import fields as known_fields
from crm.models import Lead
from tasks import actions
from tasks import leads as lead_tasks
from webui.pages import list_view, profiles
from webui.pages.answers import fragment, go_to, own_address, say
from webui.pages.blueprint import Pages
from webui.pages.bulk import do, selected
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import shown
from webui.pages.record_kinds import KINDS
from webui.transactions import session, work

pages = Pages("lead_bulk")
LINKS = ("contact_id", "account_id")


@pages.post("/lead/<int:record_id>/qualify")
def qualify(record_id: int) -> ResponseReturnValue:
    """Qualify a lead; where similar contacts or accounts exist, ask first whether they are the ones."""
    lead = KINDS["lead"].one(work(), record_id)
    choices = _similar(lead)
    if choices and "chosen" not in request.form:
        answer = fragment("fragments/qualify.html", lead=lead, choices=choices)
        answer.headers.update({"HX-Retarget": "#dialog-body", "HX-Reswap": "innerHTML", "HX-Reselect": "form"})
        return answer
    links = {name: request.form.get(name, type=int) for name in LINKS if request.form.get(name)}
    if links:
        lead_tasks.update(work(), record_id, links)
    actions.act(work(), "lead", record_id, "qualify", {})
    say(f"Qualified: {lead['title']}")
    return _row(record_id) if request.headers.get("HX-Target") == f"row-{record_id}" else _back(record_id)


@pages.post("/lead/qualify")
def qualify_many() -> ResponseReturnValue:
    """Qualify the selected leads."""
    return do(lambda lead_id: actions.act(work(), "lead", lead_id, "qualify", {}), "qualified") or _back()


@pages.get("/lead/<any(assign, disqualify):code>")
def form(code: str) -> ResponseReturnValue:
    """Ask what an action on the selected leads needs to know."""
    return _form(code, selected(), {}, {})


@pages.post("/lead/<any(assign, disqualify):code>")
def act_many(code: str) -> ResponseReturnValue:
    """Carry out an action on the selected leads."""
    ids = selected()
    values = typed(_fields(code), request.form)
    required = "owner" if code == "assign" else "reason"
    if not values[required]:
        return _form(code, ids, values, {required: ["This field is required."]})
    done = "assigned" if code == "assign" else "disqualified"
    return do(lambda lead_id: actions.act(work(), "lead", lead_id, _code_for(lead_id, code), values), done) or _back()


def _code_for(lead_id: int, code: str) -> str:
    """Return the action for one of the selected leads: to assign one that has an owner is to reassign it, as a rule."""
    lead = session().get(Lead, lead_id)
    if code != "assign" or lead is None or lead.owner_id is None:
        return code
    possible = {action["code"] for action in actions.offered(work(), "lead", lead_id)}
    return code if code in possible else "reassign"


def _back(record_id: int | None = None) -> Response:
    page = url_for("lead.page", record_id=record_id) if record_id else url_for("lead.index")
    return go_to(own_address(request.headers.get("HX-Current-URL"), page))


def _row(record_id: int) -> Response:
    """Return the row of the list as it is now."""
    session().expire_all()
    kind = KINDS["lead"]
    row = list_view.with_buttons(work(), kind, [kind.one(work(), record_id)])[0]
    shown_list = list_view.ListView(kind, [row], None, list_view.chosen_columns(kind), {}, [], selectable=True)
    return fragment("fragments/row.html", list=shown_list, row=row)


def _similar(lead: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    row = session().get_one(Lead, lead["id"])
    found = {
        "contact_id": profiles.similar_to(work(), "contact", row) if row.contact_id is None else [],
        "account_id": profiles.similar_to(work(), "account", row) if row.account_id is None else [],
    }
    return {name: records for name, records in found.items() if records}


def _fields(code: str) -> list[dict[str, Any]]:
    described = known_fields.of("lead")
    if code == "assign":
        return [{**shown(work(), described["owner"], None), "required": True}]
    reason = shown(work(), described["disqualification_reason"], None)
    note = shown(work(), described["disqualification_note"], None)
    return [
        {**reason, "name": "reason", "label": "Reason", "required": True},
        {**note, "name": "note", "label": "Note"},
    ]


def _form(code: str, ids: list[int], values: dict[str, Any], errors: dict[str, list[str]]) -> Response:
    return fragment(
        "fragments/lead_bulk_form.html",
        422 if errors else 200,
        title="Assign" if code == "assign" else "Disqualify",
        action=url_for("lead_bulk.act_many", code=code),
        fields=filled(_fields(code), values),
        errors=errors,
        ids=ids,
    )
