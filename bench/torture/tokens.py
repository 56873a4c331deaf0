"""The user tasks that saved instances wait for, against the open rows of the inbox."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.orm import Session

from engine import state
from engine.elements import UserTask
from engine.environment import Environment
from engine.spec_cache import SpecCache
from engine.workflow import READY

ALIVE = """
SELECT instance.id, instance.version_id, instance.state, coalesce(array_agg(task.engine_task_id)
    FILTER (WHERE task.state = 'open'), '{}') FROM process_instance AS instance
LEFT JOIN user_task AS task ON task.instance_id = instance.id
WHERE instance.status IN ('running', 'incident') GROUP BY instance.id
"""


def astray(connection: psycopg.Connection[Any], session: Session) -> Iterator[str]:
    """Yield instances whose open rows are not exactly the user tasks that their saved state waits for."""
    specs = SpecCache()
    for instance_id, version_id, saved, rows in connection.execute(ALIVE):
        workflow, prefix = state.load(saved, specs.get(session, version_id), Environment())
        waiting = {state.public_id(prefix, task.id) for task in workflow.all_tasks() if _waits(task)}
        if waiting != set(rows):
            lost, extra = _named(waiting - set(rows)), _named(set(rows) - waiting)
            yield f"instance {instance_id}: no row for {lost or 'none'}; a row too many for {extra or 'none'}"


def _waits(task: Any) -> bool:
    return task.state == READY and isinstance(task.task_spec, UserTask)


def _named(ids: set[UUID]) -> str:
    return ", ".join(map(str, sorted(ids)))
