"""Keeps the database tidy, and catches what a crash of a worker may have left behind."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.models import IdempotentRequest, SignInAttempt
from db import clock
from engine.models import ProcessInstance, Timer
from tasks.deferral import TimerJobs

KEEP_ANSWERS = timedelta(hours=48)
KEEP_ATTEMPTS = timedelta(days=1)
LATE = timedelta(minutes=2)


def tidy_up(session: Session) -> None:
    """Forget answers kept for repeated requests, and failed attempts to sign in, once they are old."""
    now = clock.now()
    session.execute(delete(IdempotentRequest).where(IdempotentRequest.created_at < now - KEEP_ANSWERS))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEEP_ATTEMPTS))


def catch_up_timers(session: Session) -> None:
    """Defer the timers anew whose time has passed without their job: it was lost, or given up after many tries."""
    late = (
        select(Timer.instance_id)
        .join(ProcessInstance, ProcessInstance.id == Timer.instance_id)
        .where(Timer.due_at < clock.now() - LATE, ProcessInstance.status == "running")
        .distinct()
    )
    for instance_id in session.scalars(late):
        TimerJobs().at(session, clock.now(), instance_id)
