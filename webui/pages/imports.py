"""Leads imported from files: a file sent, its columns mapped and looked at, then followed until it is done."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from tasks import jobs
from tasks.imports import service as imports
from tasks.imports.files import LARGEST
from tasks.imports.mapping import Mapping, from_data
from tasks.imports.preview import preview
from tasks.models import Import
from webui.errors import FileMissing
from webui.pages import import_view as view
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.spreadsheets import CSV, as_csv
from webui.transactions import session, work

pages = Pages("imports")
ROOM = 1_000_000
"""What a request may hold beside the file."""


@pages.before_app_request
def admit_large_files() -> None:
    """Read more of the request that brings the file, before anything else looks into it."""
    if request.endpoint == "imports.receive":
        request.max_content_length = LARGEST + ROOM


@pages.get("/leads/imports")
def index() -> ResponseReturnValue:
    """Ask for a file, and show the imports so far."""
    return render_template(
        "pages/imports.html", imports=imports.listing(work()), saved=imports.saved_mappings(session()), largest=LARGEST
    )


@pages.post("/leads/imports")
def receive() -> ResponseReturnValue:
    """Keep a file, to be mapped."""
    file: FileStorage | None = request.files.get("file")
    if file is None or not file.filename:
        raise FileMissing
    saved = imports.saved_mappings(session()).get(request.form.get("saved", ""))
    if saved is None:
        found = imports.receive(work(), file.filename, file.stream)
    else:
        found = imports.receive_with(work(), file.filename, file.stream, saved)
    return go_to(url_for("imports.page", import_id=found.id))


@pages.get("/leads/imports/<int:import_id>")
def page(import_id: int) -> ResponseReturnValue:
    """Show how the columns are mapped and what would come of it; once begun, how far it is."""
    found = imports.get(work(), import_id)
    if found.job_id is not None:
        return render_template("pages/import_progress.html", **_progress(found))
    mapping, looked = from_data(found.mapping), imports.look(work(), found, found.mapping)
    return render_template(
        "pages/import_mapping.html",
        found=found,
        mapping=mapping,
        looked=looked,
        sheets={name: name for name in looked["sheets"]},
        lines=preview(work(), found, mapping),
        before=imports.imported_before(session(), found),
        options=view.options(session()),
    )


@pages.post("/leads/imports/<int:import_id>/mapping")
def map_columns(import_id: int) -> ResponseReturnValue:
    """Save how the columns are mapped, and show what would come of it."""
    _save(imports.get(work(), import_id))
    return go_to(url_for("imports.page", import_id=import_id))


@pages.post("/leads/imports/<int:import_id>/begin")
def begin(import_id: int) -> ResponseReturnValue:
    """Begin to import."""
    found = imports.get(work(), import_id)
    mapping = _save(found)
    if name := request.form.get("save_as", "").strip():
        imports.save_mapping(work(), name, mapping)
    imports.begin(work(), found)
    return go_to(url_for("imports.page", import_id=import_id))


@pages.post("/leads/imports/<int:import_id>/discard")
def discard(import_id: int) -> ResponseReturnValue:
    """Forget a file that was not imported."""
    imports.discard(work(), imports.get(work(), import_id))
    say("The file is forgotten; nothing was imported.")
    return go_to(url_for("imports.index"))


@pages.get("/leads/imports/<int:import_id>/progress")
def progress(import_id: int) -> ResponseReturnValue:
    """Return how far an import is."""
    return fragment("fragments/import_progress.html", **_progress(imports.get(work(), import_id)))


@pages.post("/leads/imports/<int:import_id>/cancel")
def cancel(import_id: int) -> ResponseReturnValue:
    """End an import after the lines that it is at."""
    found = imports.get(work(), import_id)
    assert found.job_id is not None
    jobs.cancel(work(), found.job_id)
    return fragment("fragments/import_progress.html", **_progress(found))


@pages.get("/leads/imports/<int:import_id>/rejected.csv")
def rejected(import_id: int) -> ResponseReturnValue:
    """Return the lines that were not taken, with the reasons, as CSV."""
    found = imports.get(work(), import_id)
    text = as_csv(imports.rejected_rows(session(), found), imports.rejected_columns(found))
    headers = {"Content-Disposition": f'attachment; filename="import-{import_id}-rejected.csv"'}
    return Response(text, content_type=CSV, headers=headers)


def _save(found: Import) -> Mapping:
    """Save the mapping that a form holds."""
    given = view.typed(request.form, found.columns)
    imports.map_columns(work(), found, given)
    return from_data(found.mapping)


def _progress(found: Import) -> dict[str, Any]:
    assert found.job_id is not None
    job = jobs.peek(session(), found.job_id)
    shown = imports.rejected_rows(session(), found, view.MOST_SHOWN) if job.ended_at else []
    return {"found": found, "job": job, "under_way": job.ended_at is None, "rejected": shown}
