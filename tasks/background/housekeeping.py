"""Keeps the database tidy, and catches what a crash of a worker may have left behind."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crm.landing import floods
from crm.models import IdempotentRequest, SignInAttempt
from crm.people import sessions
from crm.webhooks import signatures
from db import clock
from engine.models import ProcessInstance, Timer
from tasks.deferral import TimerJobs
from tasks.imports import service as imports
from tasks.models import Job, Migration, MigrationItem
from tasks.pauses import paused

KEEP_ANSWERS = timedelta(hours=48)
KEEP_ATTEMPTS = timedelta(days=1)
KEEP_UNDO = timedelta(days=30)
LATE = timedelta(minutes=2)


def tidy_up(session: Session) -> None:
    """Forget what is old: answers to repeated requests, attempts to sign in, sessions, states that a move may go back to."""
    now = clock.now()
    session.execute(delete(IdempotentRequest).where(IdempotentRequest.created_at < now - KEEP_ANSWERS))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEEP_ATTEMPTS))
    sessions.forget_old(session)
    imports.forget_old(session)
    floods.forget_old(session)
    signatures.forget_old(session)
    old = select(Migration.id).join(Job, Job.id == Migration.job_id).where(Job.ended_at < now - KEEP_UNDO)
    kept = MigrationItem.migration_id.in_(old), MigrationItem.state_before.is_not(None)
    session.execute(update(MigrationItem).where(*kept).values(state_before=None))


def catch_up_timers(session: Session) -> None:
    """Defer the timers anew whose time has passed without their job: it was lost, or given up after many tries.

    Those of inactive records wait.
    """
    late = (
        select(Timer.instance_id)
        .join(ProcessInstance, ProcessInstance.id == Timer.instance_id)
        .where(Timer.due_at < clock.now() - LATE, ProcessInstance.status == "running", ~paused())
        .distinct()
    )
    for instance_id in session.scalars(late):
        TimerJobs().at(session, clock.now(), instance_id)
