"""Deliveries of webhooks: what was told to whom, how it went, and once more."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import Webhook, WebhookDelivery
from db import clock

MOST_ATTEMPTS, MOST_FAILURES = 8, 10
"""A delivery is given up after so many attempts, and a webhook paused after so many given up in a row."""
LONGEST_ERROR, MOST_SHOWN = 500, 200
SHOWN = (
    "id",
    "event",
    "record_type",
    "record_id",
    "payload",
    "state",
    "attempts",
    "status",
    "error",
    "created_at",
    "sent_at",
)


def claim(session: Session, delivery_id: int) -> tuple[WebhookDelivery, Webhook] | None:
    """Lock a delivery that is to be sent, and return it with its webhook; None when it was, or is not to be any more."""
    row = session.scalar(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id).with_for_update())
    hook = session.get(Webhook, row.webhook_id) if row is not None else None
    if row is None or hook is None or row.state != "queued" or not hook.active or hook.paused_at is not None:
        return None
    return row, hook


def note_sent(session: Session, row: WebhookDelivery, hook: Webhook, status: int) -> None:
    """Note that a delivery arrived."""
    row.state, row.status, row.error, row.sent_at, row.attempts = "sent", status, None, clock.now(), row.attempts + 1
    hook.failures = 0
    session.flush()


def note_failed(session: Session, delivery_id: int, status: int | None, error: str) -> bool:
    """Note why a delivery did not arrive, and say whether it is to be tried again; too many given up pause the webhook."""
    claimed = claim(session, delivery_id)
    if claimed is None:
        return False
    row, hook = claimed
    row.status, row.error, row.attempts = status, error[:LONGEST_ERROR], row.attempts + 1
    if row.attempts < MOST_ATTEMPTS:
        return True
    session.refresh(hook, with_for_update=True)
    row.state, hook.failures = "failed", hook.failures + 1
    if hook.failures >= MOST_FAILURES:
        hook.paused_at = clock.now()
    session.flush()
    return False


def find(session: Session, webhook_id: int) -> Sequence[dict[str, Any]]:
    """Return the deliveries of a webhook, the last first."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    rows = session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(MOST_SHOWN))
    return [{name: getattr(row, name) for name in SHOWN} for row in rows]


def again(session: Session, webhook_id: int, delivery_id: int) -> None:
    """Make a delivery one that is to be sent, whatever became of it before.

    Raises:
        crm.errors.NotFound
    """
    row = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if row is None or row.webhook_id != webhook_id:
        raise NotFound("delivery", delivery_id)
    row.state, row.attempts, row.error = "queued", 0, None
    session.flush()
