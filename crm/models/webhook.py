"""Webhooks: other programs that hear of events, what was sent to them, and those that may write leads."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified, Revised


class Webhook(Identified, Revised, Base):
    """An address that hears of events. `failures` counts deliveries given up in a row; too many pause it."""

    __tablename__ = "webhook"

    name: Mapped[str]
    url: Mapped[str]
    events: Mapped[list[Any]] = mapped_column(default=list)
    secret: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    failures: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    paused_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = columns.person()


class WebhookDelivery(Identified, Base):
    """One event for one webhook. `state` is queued, sent, or failed; `status` is the last answer's."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("state in ('queued', 'sent', 'failed')", name="state"),
        Index(None, "webhook_id", "id"),
        Index(None, "created_at"),
    )

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[int]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="queued", server_default="queued")
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    status: Mapped[int | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]


class IncomingHook(Identified, Revised, Base):
    """A program that may make and enrich leads by signed calls to an address of its own (`key`)."""

    __tablename__ = "incoming_hook"

    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str]
    source: Mapped[str | None]
    channel: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_by: Mapped[int | None] = columns.person()


class IncomingCall(Base):
    """A signature that was accepted; the same one is refused as long as its time stamp would still be."""

    __tablename__ = "incoming_call"

    signature: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
