"""Notifications: what a user is told in the page."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified


class Notification(Identified, Base):
    """One thing that a user is told; `link` is the path of the page it is about."""

    __tablename__ = "notification"
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index("ix_notification_unread_user_id", "user_id", postgresql_where=text("read_at is null")),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    kind: Mapped[str]
    text: Mapped[str]
    link: Mapped[str | None]
    actor_id: Mapped[int | None] = columns.person()
    at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
