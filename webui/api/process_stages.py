"""The stages of a process on its draft: listed, switched off, added, removed, and the moves between them."""

from tasks import process_stages
from tasks.process_stages import Wanted
from webui.api import answers
from webui.api.answers import Answer
from webui.api.library import details
from webui.api.routes import PREFIX, Routes
from webui.api.schemas import described
from webui.api.schemas import process_stages as shapes
from webui.api.schemas.process_stages import StagePath
from webui.api.schemas.processes import ProcessPath, ProcessWithVersions
from webui.transactions import work

routes = Routes("stages", "The stages of a process, edited on its draft.")


@routes.get("/processes/<key>/sub_processes", responses={200: described.list_of(shapes.ProcessStage)})
def find(path: ProcessPath) -> Answer:
    """List the stages in the draft of a process, in the order of the lookup."""
    return answers.ok(process_stages.listed(work(), path.key))


@routes.post("/processes/<key>/sub_processes", responses={201: ProcessWithVersions})
def add(path: ProcessPath, body: shapes.NewStage) -> Answer:
    """Add a stage to the draft: a copy of another stage's sub-process, wired to the hub, with its value and moves."""
    moves = None if body.moves is None else tuple((move.start, move.end) for move in body.moves)
    process_stages.add(work(), path.key, Wanted(body.name, body.code, body.copy_of, body.after, moves))
    return answers.created(details(work(), path.key), f"{PREFIX}/processes/{path.key}")


@routes.delete("/processes/<key>/sub_processes/<element>", responses={200: ProcessWithVersions})
def remove(path: StagePath) -> Answer:
    """Take a stage out of the draft; whoever still asks for it comes to the stage that followed it."""
    process_stages.remove(work(), path.key, path.element)
    return answers.record(details(work(), path.key))


@routes.post("/processes/<key>/sub_processes/<element>/disable", responses={200: ProcessWithVersions})
def disable(path: StagePath) -> Answer:
    """Have the draft pass through a sub-process that it calls."""
    return _switch(path, disabled=True)


@routes.post("/processes/<key>/sub_processes/<element>/enable", responses={200: ProcessWithVersions})
def enable(path: StagePath) -> Answer:
    """Have the draft call a disabled sub-process again."""
    return _switch(path, disabled=False)


@routes.get("/processes/<key>/moves", responses={200: shapes.Moves})
def moves(path: ProcessPath) -> Answer:
    """Return the moves that are available between the stages of a process."""
    return _moves(path.key)


@routes.put("/processes/<key>/moves", responses={200: shapes.Moves})
def set_moves(path: ProcessPath, body: shapes.NewMoves) -> Answer:
    """Make exactly these moves between the stages of a process available, on every process that has these stages."""
    process_stages.set_moves(work(), path.key, [(move.start, move.end) for move in body.moves])
    return _moves(path.key)


def _switch(path: StagePath, *, disabled: bool) -> Answer:
    process_stages.switch(work(), path.key, path.element, disabled=disabled)
    return answers.record(details(work(), path.key))


def _moves(key: str) -> Answer:
    return answers.ok({"moves": [{"from": start, "to": end} for start, end in process_stages.moves_of(work(), key)]})
