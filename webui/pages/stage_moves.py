"""The available transitions between lead stages as a matrix, for the stages of one process."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import lookups, rights
from tasks import process_stages, processes
from tasks.active_process import KIND, active_key
from webui.pages.answers import go_to, say
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("stage_move")


@pages.get("/settings/lookups/lead-stage-transitions/matrix")
def matrix() -> ResponseReturnValue:
    """Show which stage leads to which, for the stages of the active process unless another is asked for."""
    rights.require(work().actor, "read", "lookup")
    offered = [entry for entry in processes.inventory(work()) if entry["kind"] == KIND]
    keys = [entry["key"] for entry in offered]
    key = request.args.get("process") or active_key(session()) or (keys[0] if keys else None)
    stages = process_stages.listed(work(), key) if key else []
    return render_template(
        "pages/stage_moves.html",
        processes=offered,
        key=key,
        kind=lookups.kind(process_stages.MOVES),
        stages=[{**stage, "name": lookups.stage_name(session(), stage["code"])} for stage in stages],
        moves=process_stages.moves_of(work(), key) if key else [],
        editable=rights.may(work().actor, "edit", "lead_lookup"),
    )


@pages.post("/settings/lookups/lead-stage-transitions/matrix")
def save() -> Response:
    """Change the moves that were ticked or unticked; those that somebody else has changed meanwhile stay as they are."""
    key = request.form.get("process", "")
    seen, ticked = _moves("seen"), _moves("move")
    available = set(process_stages.moves_of(work(), key))
    process_stages.set_moves(work(), key, available - (seen - ticked) | (ticked - seen))
    say("The moves are saved; the workflow bar offers them from now on.")
    return go_to(url_for("stage_move.matrix", process=key))


def _moves(name: str) -> set[tuple[str, str]]:
    return {(start, end) for start, _, end in (move.partition(" ") for move in request.form.getlist(name))}
