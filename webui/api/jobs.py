"""Long jobs: how far each is, what it left out, and an end to it."""

from typing import Any

from tasks import jobs
from tasks.imports import service as imports
from tasks.models import Job
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import PREFIX, Routes
from webui.api.schemas import jobs as shapes
from webui.api.schemas.common import RecordPath
from webui.spreadsheets import CSV, as_csv
from webui.transactions import work

routes = Routes("jobs", "Work that takes longer than a request, seen by whoever began it and by admins.")


@routes.get("/jobs/<int:id>", responses={200: shapes.Job})
def show(path: RecordPath) -> Answer:
    """Show how far a job is."""
    return answers.ok(_shown(jobs.find(work(), path.id)))


@routes.get("/jobs/<int:id>/errors.csv", responses={200: shapes.ERRORS})
def errors(path: RecordPath) -> Answer:
    """List what a job left out, with the reasons, as CSV."""
    job = jobs.find(work(), path.id)
    found = imports.of_job(work().session, job.id)
    if found is None:
        return Answer(as_csv(job.errors).encode(), media_type=CSV)
    rejected = imports.rejected_rows(work().session, found)
    return Answer(as_csv(rejected, imports.rejected_columns(found)).encode(), media_type=CSV)


@routes.post("/jobs/<int:id>/cancel", responses={200: shapes.Job})
def cancel(path: RecordPath) -> Answer:
    """End a job after the part that it is at; what it has done stays."""
    return answers.ok(_shown(jobs.cancel(work(), path.id)))


def _shown(job: Job) -> dict[str, Any]:
    found = imports.of_job(work().session, job.id)
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "detail": job.detail,
        "errors_url": f"{PREFIX}/jobs/{job.id}/errors.csv" if job.errors or (found and found.rejected) else None,
        "created_at": job.created_at,
        "ended_at": job.ended_at,
    }
