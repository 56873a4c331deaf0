"""Defers jobs on the caller's own connection: the job exists if and only if the transaction commits."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

QUEUE = "default"
DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, 0, :lock, :once, cast(:args AS jsonb), "
    "cast(:at AS timestamptz))::procrastinate_job_to_defer_v1])"
)


def defer(
    session: Session,
    task: str,
    args: dict[str, Any],
    *,
    lock: str | None = None,
    at: datetime | None = None,
) -> int:
    """Defer a job and return its number. Jobs with the same `lock` run one after the other."""
    values = {"queue": QUEUE, "task": task, "lock": lock, "once": None, "args": orjson.dumps(args).decode(), "at": at}
    [job_id] = session.execute(DEFER, values).scalar_one()
    return int(job_id)


class TimerJobs:
    """Timers as jobs due at their time (`engine.ports.Jobs`)."""

    def at(self, session: Session, when: datetime, instance_id: int) -> None:
        """Have the instance's timers fired at `when`."""
        defer(session, "fire_timers", {"instance_id": instance_id}, lock=f"instance-{instance_id}", at=when)
