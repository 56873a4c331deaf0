"""Multiplies one real lead, with its instance and its open task, in one statement: lists need many rows, not many walks.

The copies are to be listed only: their instances all carry the state of the model.
"""

from typing import Any

import psycopg
from psycopg import sql

COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' AND is_identity = 'NO'
AND coalesce(column_default, '') NOT LIKE 'nextval%%' AND NOT column_name = ANY(%s) ORDER BY ordinal_position
"""

MULTIPLY = """
WITH new_lead AS (
    INSERT INTO lead ({lead}, created_at, contact_name)
    SELECT {lead}, created_at - n * interval '1 minute', 'Person ' || n FROM lead, generate_series(1, %(times)s) AS n
    WHERE id = %(lead)s RETURNING id
), new_instance AS (
    INSERT INTO process_instance ({instance}, record_id)
    SELECT {instance}, new_lead.id FROM new_lead, (SELECT {instance} FROM process_instance
        WHERE record_type = 'lead' AND record_id = %(lead)s) AS model RETURNING id, record_id
)
INSERT INTO user_task ({task}, engine_task_id, instance_id, lead_id, due)
SELECT {task}, gen_random_uuid(), new_instance.id, new_instance.record_id, due + record_id * interval '1 minute'
FROM new_instance, (SELECT {task}, due FROM user_task WHERE lead_id = %(lead)s AND state = 'open') AS model
"""


def multiply(connection: psycopg.Connection[Any], lead_id: int, times: int) -> None:
    """Add copies of a lead whose names, times and due times differ."""
    columns = {
        "lead": _columns(connection, "lead", "created_at", "contact_name"),
        "instance": _columns(connection, "process_instance", "record_id"),
        "task": _columns(connection, "user_task", "engine_task_id", "instance_id", "lead_id", "due"),
    }
    connection.execute(sql.SQL(MULTIPLY).format(**columns), {"lead": lead_id, "times": times})


def _columns(connection: psycopg.Connection[Any], table: str, *without: str) -> sql.Composed:
    rows = connection.execute(COLUMNS, (table, list(without))).fetchall()
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in rows)
