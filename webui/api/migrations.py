"""Moving running instances from one version of a process to another, and back."""

from collections.abc import Collection, Sequence
from typing import Any

from crm import rights
from engine.migration.pairing import Place
from engine.migration.plan import Step
from tasks import migrations
from tasks.migrations import Preview, Refusal, Route
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import described
from webui.api.schemas import migrations as shapes
from webui.api.schemas.migrations import MigrationPath
from webui.api.schemas.processes import ProcessPath
from webui.transactions import work

routes = Routes("migrations", "Running instances moved from one version of their process to another.")


@routes.get("/processes/<key>/migrations", responses={200: described.list_of(shapes.Migration)})
def find(path: ProcessPath) -> Answer:
    """List the migrations of a process, the newest first."""
    return answers.ok(migrations.listing(work(), path.key))


@routes.post("/processes/<key>/migrations", responses={200: shapes.Moved})
def move(path: ProcessPath, body: shapes.Move) -> Answer:
    """Move the running instances of a version to another one, or say what would happen; the first hundred at once."""
    rights.require(work().actor, "preview_migration" if body.preview else "migrate", "process")
    route = Route(path.key, body.start, body.end, body.mapping)
    found = migrations.preview(work(), route)
    begun = None if body.preview else migrations.start(work(), route)
    return answers.ok(
        {
            "can_move": found.can_move,
            "cannot_move": _refusals(found.cannot_move),
            "mapping": [_step(step, found) for step in found.plan.steps()],
            "migration": begun.id if begun else None,
            "job": begun.job_id if begun else None,
        }
    )


@routes.post("/processes/<key>/migrations/<int:id>/undo", responses={200: shapes.Undone})
def undo(path: MigrationPath) -> Answer:
    """Move those back to which nothing has happened since."""
    found = migrations.undo(work(), path.key, path.id)
    return answers.ok({"undone": found.undone, "kept": _refusals(found.kept)})


def _refusals(found: Sequence[Refusal]) -> list[dict[str, Any]]:
    """Return refusals, each with its record if the caller may see that."""
    records = [refusal.record for refusal in found if refusal.record is not None]
    seen = set(rights.visible_keys(work().session, work().actor, records))
    return [_refusal(refusal, seen) for refusal in found]


def _refusal(refusal: Refusal, seen: Collection[tuple[str, int]]) -> dict[str, Any]:
    shown = refusal.record if refusal.record in seen else None
    record = dict(zip(("type", "id"), shown, strict=True)) if shown else None
    return {
        "instance": refusal.instance,
        "reason": refusal.reason,
        "process": refusal.process,
        "element": refusal.element,
        "record": record,
    }


def _step(step: Step, found: Preview) -> dict[str, Any]:
    return {
        "element": _text(step.place),
        "name": step.name,
        "kind": step.kind,
        "to": _text(step.target) if step.target else None,
        "standing": found.standing[step.place],
        "candidates": [_text(place) for place, _ in step.candidates],
    }


def _text(place: Place) -> str:
    return "/".join(place)
