"""Instances by version, and moving them to another one: chosen, previewed, moved, followed, taken back."""

import re
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import rights
from crm.errors import Invalid
from tasks import jobs, migrations, processes
from tasks.migrations import planning
from webui.pages import migration_view as view
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.names import user_names
from webui.spreadsheets import CSV, as_csv
from webui.transactions import baton, session, work

pages = Pages("migrations")
COUNT = re.compile(r"[0-9]{1,9}")


@pages.get("/processes/<key>/instances")
def index(key: str) -> ResponseReturnValue:
    """Show how many instances run on each version, and the moves so far."""
    rights.require(work().actor, "preview_migration", "process")
    return render_template("pages/migrations.html", **_versions(key), migrations=migrations.listing(work(), key))


@pages.get("/processes/<key>/move")
def preview(key: str) -> ResponseReturnValue:
    """Ask from where to where, and show what a move would do."""
    rights.require(work().actor, "preview_migration", "process")
    route = view.route_of(key, request.args)
    if route is None:
        return go_to(url_for("migrations.index", key=key))
    try:
        route = view.with_suggestions(work(), route, request.args)
        found, error = migrations.preview(work(), route), None
    except Invalid as refused:
        found, error = None, "; ".join(text for texts in refused.errors.values() for text in texts)
    shown: dict[str, Any] = {"route": route, "found": found, "error": error}
    if found is not None:
        why = view.reasons(found.cannot_move)
        old, _ = planning.versions(work(), route)
        shown |= {
            "choices": view.choices(found),
            "unchanged": view.unchanged(found),
            "movable": view.movable(found),
            "reasons": why,
            "diagrams": view.diagrams(work(), old, key, why),
        }
    return render_template("pages/move.html", **_versions(key), **shown, place=view.place_text)


@pages.post("/processes/<key>/move")
def move(key: str) -> ResponseReturnValue:
    """Begin to move."""
    route = view.route_of(key, request.form)
    if route is None:
        raise Invalid({"to": ["Choose the versions first."]})
    migration = migrations.start(work(), route)
    return go_to(url_for("migrations.page", key=key, migration_id=migration.id))


@pages.get("/processes/<key>/migrations/<int:migration_id>")
def page(key: str, migration_id: int) -> ResponseReturnValue:
    """Show how far a move is, and what came of it."""
    return render_template("pages/migration.html", **_versions(key), **_progress(key, migration_id))


@pages.get("/processes/<key>/migrations/<int:migration_id>/progress")
def progress(key: str, migration_id: int) -> ResponseReturnValue:
    """Return how far a move is."""
    return fragment("fragments/migration_progress.html", **_progress(key, migration_id))


@pages.post("/processes/<key>/migrations/<int:migration_id>/cancel")
def cancel(key: str, migration_id: int) -> ResponseReturnValue:
    """End a move after the batch that it is at."""
    jobs.cancel(work(), migrations.one(work(), key, migration_id)["job"])
    return fragment("fragments/migration_progress.html", **_progress(key, migration_id))


@pages.post("/processes/<key>/migrations/<int:migration_id>/undo")
def undo(key: str, migration_id: int) -> ResponseReturnValue:
    """Move back what nothing has happened to since."""
    found = migrations.undo(work(), key, migration_id)
    say(f"{len(found.undone)} moved back.")
    return fragment("fragments/migration_progress.html", **_progress(key, migration_id))


@pages.get("/processes/<key>/migrations/<int:migration_id>/refused.csv")
def refused(key: str, migration_id: int) -> ResponseReturnValue:
    """Return the instances that stayed, with the reasons, as CSV."""
    migrations.one(work(), key, migration_id)
    name = f"{key}-migration-{migration_id}.csv"
    rows = migrations.items(work(), migration_id, "refused", most=None)
    return Response(as_csv(rows), content_type=CSV, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@pages.get("/processes/<key>/move/marks")
def marks(key: str) -> ResponseReturnValue:
    """Return the marks that an address asks for: `?stay=element:count`, as often as needed."""
    rights.require(work().actor, "read", "process")
    baton().library.get(session(), key)
    pairs = [text.rpartition(":") for text in request.args.getlist("stay")]
    counts = {element: int(count) for element, _, count in pairs if COUNT.fullmatch(count)}
    title = "stay on this version"
    return jsonify(
        items=[{"element": e, "state": "failed", "count": n, "title": f"{n} {title}"} for e, n in counts.items()]
    )


def _versions(key: str) -> dict[str, Any]:
    process = processes.summary(work(), key)
    versions = baton().library.versions(session(), key)
    return {
        "process": process,
        "versions": versions,
        "counts": baton().library.instances_by_version(session()),
        "publishers": user_names(version.published_by for version in versions),
    }


def _progress(key: str, migration_id: int) -> dict[str, Any]:
    migration = migrations.one(work(), key, migration_id)
    job = jobs.peek(session(), migration["job"])
    under_way = job.state in jobs.UNDER_WAY
    stayed = {} if under_way else {outcome: _stayed(migration_id, outcome) for outcome in ("refused", "kept")}
    return {"key": key, "migration": migration, "job": job, "under_way": under_way, "stayed": stayed}


def _stayed(migration_id: int, outcome: str) -> list[view.Reason]:
    return view.reasons(view.refused(migrations.items(work(), migration_id, outcome, most=None)))
