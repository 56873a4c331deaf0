"""The clock: APScheduler turns cadences into deferred jobs. Of several workers, one at a time holds it."""

import logging

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

from tasks.deferral import defer
from tasks.work import Baton

logger = logging.getLogger(__name__)
CADENCES = {
    "remind": {"minutes": 5},
    "mail_notices": {"minutes": 1},
    "send_digests": {"minutes": 5},
    "catch_up_timers": {"minutes": 1},
    "tidy_up": {"hours": 1},
}
TICK = 7_041_776  # any number, as long as every worker uses the same for its advisory lock


def make_scheduler(baton: Baton) -> BackgroundScheduler:
    """Return a scheduler that defers each job at its cadence; start it, and shut it down with the worker."""
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    for task, cadence in CADENCES.items():
        scheduler.add_job(_defer_once, "interval", args=[baton, task], id=task, **cadence)
    return scheduler


def _defer_once(baton: Baton, task: str) -> None:
    """Defer a job unless another worker is just doing so, or one like it still waits."""
    with baton.sessions.begin() as session:
        if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:tick, hashtext(:task))"), _names(task)):
            return
        waiting = "SELECT 1 FROM procrastinate_jobs WHERE task_name = :task AND status IN ('todo', 'doing')"
        if session.scalar(text(waiting), {"task": task}) is None:
            defer(session, task, {}, lock=task)


def _names(task: str) -> dict[str, object]:
    return {"tick": TICK % 2**31, "task": task}
