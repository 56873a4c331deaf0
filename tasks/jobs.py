"""Long jobs: one record each that says how far it is, can be cancelled, and lists what was left out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import NotFound, StateForbids
from crm.rights import ADMIN
from db import clock
from tasks.models import Job
from tasks.work import Work

UNDER_WAY = ("queued", "running", "failed")
"""A failed job is tried again by the queue, until that gives it up."""


def create(session: Session, kind: str, total: int, by: int | None) -> Job:
    """Add the record of a job about to begin."""
    job = Job(kind=kind, total=total, created_by=by)
    session.add(job)
    session.flush()
    return job


def find(work: Work, job_id: int) -> Job:
    """Return a job to whoever began it, or to an admin.

    Raises:
        crm.errors.NotFound: there is no such job, or not for this person.
    """
    job = work.session.get(Job, job_id, populate_existing=True)
    if job is None or (job.created_by != work.actor.id and ADMIN not in work.actor.roles):
        raise NotFound("job", job_id)
    return job


def peek(session: Session, job_id: int) -> Job:
    """Return how far a job is, for those who may see what it works on."""
    return session.get_one(Job, job_id, populate_existing=True)


def claim(session: Session, job_id: int) -> Job | None:
    """Lock a job for its next part of work; None when it has ended. The job is locked before anything it works on."""
    job = session.scalars(
        select(Job).where(Job.id == job_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if job.state not in UNDER_WAY:
        return None
    job.state, job.detail = "running", None
    return job


def advance(session: Session, job: Job, done: int, errors: Sequence[dict[str, Any]] = ()) -> None:
    """Save how far a claimed job has come, and what was left out; it is done when nothing is left to do."""
    job.done += done
    if errors:
        job.errors = [*job.errors, *errors]
    if job.done >= job.total:
        job.state, job.ended_at = "done", clock.now()
    session.flush()


def fail(session: Session, job_id: int, reason: str) -> None:
    """Note why a part of a job failed; what it had changed is undone already."""
    job = claim(session, job_id)
    if job is not None:
        job.state, job.detail = "failed", reason


def cancel(work: Work, job_id: int) -> Job:
    """End a job after the part that it is at; what it has done stays.

    Raises:
        crm.errors.NotFound: there is no such job, or not for this person.
        crm.errors.StateForbids: it has ended.
    """
    state = find(work, job_id).state
    job = claim(work.session, job_id)
    if job is None:
        raise StateForbids("Cancel", state, reason="the job has ended")
    job.state, job.ended_at = "cancelled", clock.now()
    work.session.flush()
    return job
