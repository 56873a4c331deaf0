"""How webhooks hear of events: the database queues a delivery in the transaction that wrote history or a task.

So no way of changing a record, not even a bulk statement, is missed; and what is rolled back is never told.
"""

from typing import Any

from sqlalchemy import DDL, event

from db.base import Base

QUEUE = """
CREATE OR REPLACE FUNCTION queue_webhook_delivery(
    hook bigint, kind text, of_type text, of_id bigint, told jsonb, moment timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    delivery bigint;
BEGIN
    INSERT INTO webhook_delivery (webhook_id, event, record_type, record_id, payload, created_at)
    VALUES (hook, kind, of_type, of_id, told, moment) RETURNING id INTO delivery;
    PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', 'send_webhook', 0, 'webhook-delivery-' || delivery, NULL,
        jsonb_build_object('delivery_id', delivery), NULL
    )::procrastinate_job_to_defer_v1]);
END $$
"""

TELL_CHANGES = """
CREATE OR REPLACE FUNCTION tell_webhooks_of_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM webhook WHERE active AND paused_at IS NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM queue_webhook_delivery(webhook.id, change.event, 'lead', change.record_id, jsonb_build_object(
        'event', change.event, 'lead_id', change.record_id, 'at', change.at, 'changes', change.changes
    ), change.at)
    FROM webhook JOIN (
        SELECT event, record_id, min(at) AS at,
            jsonb_object_agg(field, jsonb_build_object('old', named.old, 'new', named.new)) AS changes
        FROM (
            SELECT added.*, CASE
                WHEN field = 'created' THEN 'lead.created'
                WHEN field = 'stage' THEN 'lead.stage_changed'
                WHEN field IN ('score', 'score_band') THEN 'lead.score_changed'
                ELSE 'lead.changed'
            END AS event
            FROM added WHERE record_type = 'lead' AND record_id IS NOT NULL
        ) AS named GROUP BY event, record_id
    ) AS change ON webhook.events ? change.event
    WHERE webhook.active AND webhook.paused_at IS NULL
    ORDER BY change.record_id, webhook.id;
    RETURN NULL;
END $$
"""

ON_CHANGES = """
CREATE OR REPLACE TRIGGER record_change_webhooks AFTER INSERT ON record_change
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_webhooks_of_changes()
"""

TELL_TASK = """
CREATE OR REPLACE FUNCTION tell_webhooks_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind text := CASE NEW.state WHEN 'open' THEN 'task.opened' ELSE 'task.completed' END;
    moment timestamptz := CASE NEW.state WHEN 'open' THEN NEW.created_at ELSE NEW.completed_at END;
BEGIN
    PERFORM queue_webhook_delivery(webhook.id, kind, 'task', NEW.id, jsonb_build_object(
        'event', kind, 'task_id', NEW.id, 'lead_id', NEW.lead_id, 'opportunity_id', NEW.opportunity_id,
        'at', moment, 'subject', NEW.subject, 'stage', NEW.stage, 'result', NEW.result, 'due', NEW.due
    ), moment)
    FROM webhook WHERE webhook.active AND webhook.paused_at IS NULL AND webhook.events ? kind;
    RETURN NULL;
END $$
"""

ON_OPENED = """
CREATE OR REPLACE TRIGGER user_task_opened_webhooks AFTER INSERT ON user_task
FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION tell_webhooks_of_task()
"""

ON_COMPLETED = """
CREATE OR REPLACE TRIGGER user_task_completed_webhooks AFTER UPDATE OF state ON user_task
FOR EACH ROW WHEN (NEW.state = 'completed' AND OLD.state <> 'completed') EXECUTE FUNCTION tell_webhooks_of_task()
"""

BY_TABLE = {
    "record_change": (QUEUE, TELL_CHANGES, ON_CHANGES),
    "user_task": (TELL_TASK, ON_OPENED, ON_COMPLETED),
}
STATEMENTS = tuple(statement.strip() for statements in BY_TABLE.values() for statement in statements)
"""All of it, to be run once the tables exist."""


@event.listens_for(Base.metadata, "after_create")
def _create(_metadata: Any, connection: Any, tables: Any = (), **_: Any) -> None:
    """Make the triggers with their tables, whichever package declares these."""
    ddl: Any = DDL  # its constructor is not typed
    for table in tables or ():
        for statement in BY_TABLE.get(table.name, ()):
            connection.execute(ddl(statement.replace("%", "%%")))
