"""What the background has to do: jobs that wait, run or were given up, for those who look after the installation."""

from typing import Any

from sqlalchemy import text

from crm import rights
from tasks.work import Work

MOST = 100
LIST = text(
    "SELECT id, task_name AS task, status::text AS state, attempts, scheduled_at, args "
    "FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') "
    "ORDER BY status = 'failed' DESC, coalesce(scheduled_at, now()), id LIMIT :most"
)
AGAIN = text(
    "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = now(), attempts = 0 "
    "WHERE id = :job AND status = 'failed' RETURNING id"
)


def jobs(work: Work) -> list[dict[str, Any]]:
    """Return jobs as `{id, task, state, attempts, scheduled_at, args}`, those given up first, then the next due."""
    rights.require(work.actor, "read", "incident")
    return [dict(row) for row in work.session.execute(LIST, {"most": MOST}).mappings()]


def run_again(work: Work, job_id: int) -> bool:
    """Let a job that was given up be tried again; say whether it was such a one."""
    rights.require(work.actor, "retry", "incident")
    return work.session.execute(AGAIN, {"job": job_id}).one_or_none() is not None
