"""Long jobs: how far each is, what it left out, and an end to it."""

from typing import Any

from tasks import jobs
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
    return Answer(as_csv(jobs.find(work(), path.id).errors).encode(), media_type=CSV)


@routes.post("/jobs/<int:id>/cancel", responses={200: shapes.Job})
def cancel(path: RecordPath) -> Answer:
    """End a job after the part that it is at; what it has done stays."""
    return answers.ok(_shown(jobs.cancel(work(), path.id)))


def _shown(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "detail": job.detail,
        "errors_url": f"{PREFIX}/jobs/{job.id}/errors.csv" if job.errors else None,
        "created_at": job.created_at,
        "ended_at": job.ended_at,
    }
