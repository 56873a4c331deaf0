"""Pages of the inbox among thousands of tasks, some without a due time: an index gives each in order."""

from typing import Any

import pytest
from sqlalchemy import event, text

from tasks import inbox
from tasks.work import Work
from tests.desk import Desk

# Every tenth task has no due time, and due times are shared, so that ties have to be broken.
MANY = """
INSERT INTO user_task (subject, state, owner_id, groups, start, due, record_type, lead_id, data, priority, category,
    suggested, show_in_calendar, on_behalf, created_at, revision, completed_at)
SELECT 'Task ' || n, CASE WHEN n % 5 = 0 THEN 'completed' ELSE 'open' END, owner_id, groups, start,
    CASE WHEN n % 10 <> 1 THEN start + n % 97 * interval '1 hour' END, 'lead', lead_id, '{}', 'medium', 'To do',
    false, false, false, start, 1, CASE WHEN n % 5 = 0 THEN start + n % 7 * interval '1 hour' END
FROM user_task, generate_series(1, :times) AS n WHERE element = 'contact-customer'
"""


@pytest.fixture
def busy(sales: Desk) -> Desk:
    """Somebody with a task of a process and a thousand others."""
    sales.qualified()
    with sales.work() as work:
        work.session.execute(text(MANY), {"times": 1000})
    return sales


def walk(work: Work, filters: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """Return the tasks of all pages, one after the other."""
    ids: list[int] = []
    cursor = None
    while True:
        page, cursor = inbox.find(work, filters, limit, cursor)
        ids += page
        if cursor is None:
            return inbox.as_dict(work, ids)


@pytest.mark.requirement("C2")
@pytest.mark.parametrize("limit", [7, 90, 450])
def test_tasks_without_a_due_time_come_last_and_none_is_skipped_or_repeated(busy: Desk, limit: int) -> None:
    with busy.work() as work:
        found = walk(work, {"state": "open"}, limit)
    keys = [(task["due"] is None, task["due"] and task["due"].timestamp(), task["id"]) for task in found]
    assert keys == sorted(keys)
    assert len({task["id"] for task in found}) == len(found) == 801
    assert sum(task["due"] is None for task in found) == 100


@pytest.mark.requirement("C2")
def test_in_the_order_of_completion_those_not_completed_come_first(busy: Desk) -> None:
    with busy.work() as work:
        found = walk(work, {"sort": "finished"}, 90)
    completed = [task["completed_at"] for task in found if task["completed_at"]]
    assert completed == sorted(completed, reverse=True)
    assert [task["completed_at"] is None for task in found] == [True] * 801 + [False] * 200
    assert len({task["id"] for task in found}) == len(found)


@pytest.mark.requirement("C2")
@pytest.mark.parametrize("filters", [{"view": "mine"}, {"state": "open", "mine": True}, {"view": "all"}])
def test_each_page_is_read_off_an_index(busy: Desk, filters: dict[str, Any]) -> None:
    with busy.work() as work:
        work.session.execute(text("ANALYZE user_task"))
        _, second = inbox.find(work, filters, 50)
        for cursor in (None, second):
            for plan in plans(work, filters, cursor):
                assert "ix_user_task_" in plan
                assert "Sort" not in plan


def plans(work: Work, filters: dict[str, Any], cursor: str | None) -> list[str]:
    """Return how the database finds a page, by statement."""
    sent: list[tuple[str, Any]] = []
    note = lambda *arguments: sent.append((arguments[2], arguments[3]))  # noqa: E731
    event.listen(work.session.get_bind(), "before_cursor_execute", note)
    inbox.find(work, filters, 50, cursor)
    event.remove(work.session.get_bind(), "before_cursor_execute", note)
    connection = work.session.connection().connection.driver_connection
    assert connection is not None
    return ["\n".join(row[0] for row in connection.execute(f"EXPLAIN {query}", given)) for query, given in sent]
