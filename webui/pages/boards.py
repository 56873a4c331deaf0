"""Boards: leads and opportunities by stage, moved by dragging a card or by its menu."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.lookups import stage_name
from tasks import actions, board
from tasks.stages import LOOKUPS
from webui.pages import lenient, list_view
from webui.pages.answers import own_address, say, show_again
from webui.pages.blueprint import Pages
from webui.pages.names import note_records
from webui.pages.record_kinds import KINDS
from webui.transactions import session, work

pages = Pages("board")


@pages.get("/<any(leads, opportunities):plural>/board")
def page(plural: str) -> ResponseReturnValue:
    """Show the board, narrowed as the list would be."""
    kind = KINDS["lead" if plural == "leads" else "opportunity"]
    given = {name: value for name, value in list_view.kept(kind, request.args).items() if name != "view"}
    columns, keep, told = lenient.find(
        lambda sound: board.columns(work(), kind.type, list_view.filters_of(work(), sound)), given
    )
    shown: list[dict[str, Any]] = [
        {"stage": each.stage, "count": each.count, "moves": each.moves, "cards": kind.as_dict(work(), each.rows)}
        for each in columns
    ]
    note_records("account", (card.get("account_id") for column in shown for card in column["cards"]))
    filters = [choice for choice in list_view.filter_choices(work(), kind) if choice[0] not in ("stage", "state")]
    list_address: dict[str, Any] = dict(keep)
    return render_template(
        "pages/board.html",
        kind=kind,
        columns=shown,
        names={column["stage"].code: column["stage"].name for column in shown},
        filters=filters,
        keep=keep,
        told=told,
        most=board.CARDS,
        list_address=url_for(f"{kind.type}.index", **list_address),
    )


@pages.post("/board/<any(lead, opportunity):record_type>/<int:record_id>")
def move(record_type: str, record_id: int) -> ResponseReturnValue:
    """Move a record to another stage, as its bar does, and show the board again."""
    stage = request.form.get("stage", "")
    actions.act(work(), record_type, record_id, "move_to_stage", {"stage": stage})
    say(f"Moved to {stage_name(session(), stage, LOOKUPS[record_type])}.")
    plural = "leads" if record_type == "lead" else "opportunities"
    return show_again(own_address(request.headers.get("HX-Current-URL"), url_for("board.page", plural=plural)))
