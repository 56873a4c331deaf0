"""What people were told against what the database holds: completions lost, tasks doubled, mails left behind."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

COMPLETED = "SELECT id FROM user_task WHERE state = 'completed'"
OPEN_PER_LEAD = """
SELECT lead.id, count(user_task.id) FROM lead LEFT JOIN user_task ON user_task.lead_id = lead.id AND state = 'open'
GROUP BY lead.id HAVING count(user_task.id) <> 1
"""
REMINDERS = """
SELECT (SELECT count(*) FROM user_task WHERE state = 'completed' AND values ->> 'remind_owner' = 'true'),
    (SELECT count(*) FROM outgoing_mail)
"""
UNSENT = "SELECT count(*) FROM outgoing_mail WHERE state <> 'sent'"


def lost_and_doubled(
    connection: psycopg.Connection[Any], acknowledged: Sequence[int], pending: Sequence[int]
) -> Iterator[str]:
    """Yield what is wrong where every lead goes round a loop of one task: each completion opens exactly one other.

    A pending completion, sent and not answered, may be there or not.
    """
    completed = {task_id for (task_id,) in connection.execute(COMPLETED)}
    for task_id in set(acknowledged) - completed:
        yield f"task {task_id} was acknowledged, but is not completed"
    for task_id in completed - set(acknowledged) - set(pending):
        yield f"task {task_id} is completed, but nobody was told so"
    for task_id, times in Counter(acknowledged).items():
        if times > 1:
            yield f"task {task_id} was acknowledged {times} times"
    for lead_id, count in connection.execute(OPEN_PER_LEAD):
        yield f"lead {lead_id} has {count} open tasks"
    for asked, written in connection.execute(REMINDERS):
        if asked != written:
            yield f"{asked} reminders were asked for, {written} mails were written"
    connection.rollback()


def unsent(connection: psycopg.Connection[Any]) -> int:
    """Return how many mails wait."""
    found = connection.execute(UNSENT).fetchone()
    return int(found[0]) if found else 0
