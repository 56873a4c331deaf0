"""Notifications: what a user is told, and by which channels they want to be told what."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified


class Notification(Identified, Base):
    """One thing that a user is told; `link` is the path of the page it is about.

    `once` names what must not be told twice. Without `on_page` the bell is silent; mail and digest are sent by jobs.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index("ix_notification_unread_user_id", "user_id", postgresql_where=sql("read_at is null")),
        Index("uq_notification_once", "user_id", "kind", "once", unique=True, postgresql_where=sql("once is not null")),
        Index("ix_notification_to_mail", "id", postgresql_where=sql("by_mail AND mailed_at IS NULL")),
        Index("ix_notification_to_digest", "user_id", postgresql_where=sql("in_digest AND digested_at IS NULL")),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    kind: Mapped[str]
    text: Mapped[str]
    link: Mapped[str | None]
    actor_id: Mapped[int | None] = columns.person()
    at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    once: Mapped[str | None]
    on_page: Mapped[bool] = mapped_column(default=True, server_default=sql("true"))
    by_mail: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    in_digest: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    mailed_at: Mapped[datetime | None]
    digested_at: Mapped[datetime | None]


class NotificationPreference(Base):
    """How a user wants to be told things. `channels` are those that differ from the usual ones, by event.

    Between `quiet_from` and `quiet_until` no mail is sent. Times are of the day in `time_zone`, else in the site's.
    """

    __tablename__ = "notification_preference"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    channels: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=sql("'{}'"))
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    digest_hour: Mapped[int] = mapped_column(default=8, server_default=sql("8"))
    digested_on: Mapped[date | None]
    time_zone: Mapped[str | None]
