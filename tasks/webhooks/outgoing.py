"""Webhooks that hear of events, behind their rights; and the job that delivers one event to one of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy.orm import Session

from crm import rights
from crm import settings as system_settings
from crm.models import Webhook
from crm.webhooks import deliveries, hooks, signatures
from crm.webhooks.hooks import Made
from tasks import deferral
from tasks.webhooks.sending import NotDelivered, post
from tasks.work import Baton, Work

TYPE, PRIVATE = "webhook", "webhooks-to-private-addresses"


def create(work: Work, values: Mapping[str, Any]) -> Made:
    """Save a new webhook. Errors as `crm.webhooks.hooks.create_out`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "create", TYPE)
    return hooks.create_out(work.session, values, work.actor.author())


def update(work: Work, hook_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change a webhook. Errors as `crm.webhooks.hooks.update_out`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "edit", TYPE)
    hooks.update_out(work.session, hook_id, values, work.actor.author(), revision)


def get(work: Work, hook_id: int) -> Webhook:
    """Return one webhook.

    Raises:
        crm.errors.NotFound, crm.errors.NotAllowed.
    """
    rights.require(work.actor, "read", TYPE)
    return hooks.OUT.get(work.session, hook_id)


def everything(work: Work, limit: int = 200) -> list[dict[str, Any]]:
    """Return all webhooks as the interface shows them."""
    rights.require(work.actor, "read", TYPE)
    return hooks.out_as_dict(work.session, hooks.OUT.find(work.session, {}, limit).items)


def log(work: Work, hook_id: int) -> Sequence[dict[str, Any]]:
    """Return what was told to a webhook, the last first. Errors as `get`."""
    return deliveries.find(work.session, get(work, hook_id).id)


def send_again(work: Work, hook_id: int, delivery_id: int) -> None:
    """Send a delivery once more. Errors as `get`."""
    rights.require(work.actor, "edit", TYPE)
    deliveries.again(work.session, get(work, hook_id).id, delivery_id)
    defer(work.session, delivery_id)


def defer(session: Session, delivery_id: int) -> None:
    """Have a delivery sent once the transaction is committed."""
    lock = f"webhook-delivery-{delivery_id}"
    deferral.defer(session, "send_webhook", {"delivery_id": delivery_id}, lock=lock)


def deliver(baton: Baton, delivery_id: int) -> None:
    """Send one delivery; what went wrong is written on it before it is tried again.

    Raises:
        NotDelivered: it is to be tried again.
    """
    try:
        with baton.sessions.begin() as session:
            _send(session, delivery_id)
    except NotDelivered as error:
        with baton.sessions.begin() as session:
            is_tried_again = deliveries.note_failed(session, delivery_id, error.status, error.reason)
        if is_tried_again:
            raise


def _send(session: Session, delivery_id: int) -> None:
    """Send a delivery while its row is locked, so that two workers never send it twice."""
    claimed = deliveries.claim(session, delivery_id)
    if claimed is None:
        return
    row, hook = claimed
    body = orjson.dumps({"delivery": row.id, **row.payload})
    signed = {"X-Baton-Event": row.event, **signatures.headers(hook.secret, body)}
    allowed = system_settings.get(session, PRIVATE) is True
    deliveries.note_sent(session, row, hook, post(hook.url, body, signed, private=allowed))
