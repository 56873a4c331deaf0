"""What has to hold at any moment, whatever was done to the service: asked of the database, and of the saved instances."""

from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import URL
from sqlalchemy.orm import Session

from bench.torture.tokens import astray
from db.connection import conninfo, create_engine

LATEST = """
WITH latest AS (
    SELECT DISTINCT ON (record_type, record_id) * FROM process_instance ORDER BY record_type, record_id, id DESC
), ended_stage AS (
    SELECT code FROM lookup WHERE lookup = 'lead-stages' AND (attributes ->> 'ends_work')::boolean
)
"""

CHECKS = {
    "a lead's stage agrees with its instance": """
        SELECT lead.id, lead.stage, latest.stage, latest.status FROM lead
        JOIN latest ON latest.record_type = 'lead' AND latest.record_id = lead.id
        WHERE lead.stage IS DISTINCT FROM latest.stage""",
    "an opportunity's stage agrees with its instance": """
        SELECT opportunity.id, opportunity.stage, latest.stage, latest.status FROM opportunity
        JOIN latest ON latest.record_type = 'opportunity' AND latest.record_id = opportunity.id
        WHERE opportunity.stage IS DISTINCT FROM latest.stage""",
    "the instance of a lead has ended if, and only if, the work on the lead has": """
        SELECT lead.id, lead.stage, latest.status FROM lead
        JOIN latest ON latest.record_type = 'lead' AND latest.record_id = lead.id
        WHERE (latest.status IN ('running', 'incident')) = (lead.stage IN (SELECT code FROM ended_stage))""",
    "the instance of an opportunity has ended if, and only if, it is closed": """
        SELECT opportunity.id, opportunity.state, latest.status FROM opportunity
        JOIN latest ON latest.record_type = 'opportunity' AND latest.record_id = opportunity.id
        WHERE (latest.status IN ('running', 'incident')) = (opportunity.state IN ('won', 'lost'))""",
    "no open task belongs to an instance that has ended": """
        SELECT user_task.id, user_task.element, process_instance.status FROM user_task
        JOIN process_instance ON process_instance.id = user_task.instance_id
        WHERE user_task.state = 'open' AND process_instance.status NOT IN ('running', 'incident')""",
    "whatever runs waits for a person, a time, or a sale that runs itself": """
        SELECT latest.record_type, latest.record_id, latest.stage FROM latest
        LEFT JOIN lead ON latest.record_type = 'lead' AND lead.id = latest.record_id
        WHERE latest.status = 'running'
        AND NOT EXISTS (SELECT FROM user_task WHERE instance_id = latest.id AND state = 'open')
        AND NOT EXISTS (SELECT FROM timer WHERE instance_id = latest.id)
        AND NOT EXISTS (SELECT FROM process_instance AS sale WHERE sale.record_type = 'opportunity'
            AND sale.record_id = lead.opportunity_id AND sale.status = 'running' AND latest.stage = 'awaiting-sale')""",
    "no instance has stopped at an incident": """
        SELECT instance_id, element, error FROM incident WHERE resolved_at IS NULL""",
    "a completed task says who completed it and when": """
        SELECT id, element FROM user_task
        WHERE state = 'completed' AND (completed_by IS NULL OR completed_at IS NULL)""",
    "the history of an instance tells of each completed task once": """
        SELECT instance_id, rows.completed, events.completed
        FROM (SELECT instance_id, count(*) AS completed FROM user_task
            WHERE state = 'completed' AND instance_id IS NOT NULL GROUP BY instance_id) AS rows
        FULL JOIN (SELECT instance_id, count(*) AS completed FROM instance_event
            WHERE kind = 'task-completed' GROUP BY instance_id) AS events USING (instance_id)
        WHERE rows.completed IS DISTINCT FROM events.completed""",
}


def violations(url: URL) -> list[str]:
    """Return what does not hold, with the rows that show it."""
    engine = create_engine(url, pool_size=1)
    try:
        with psycopg.connect(conninfo(url)) as connection, Session(engine) as session:
            return [*_failed(connection), *astray(connection, session)]
    finally:
        engine.dispose()


def _failed(connection: psycopg.Connection[Any]) -> Iterator[str]:
    for name, check in CHECKS.items():
        for row in connection.execute(LATEST + check).fetchmany(20):
            yield f"{name}: {', '.join(map(str, row))}"
