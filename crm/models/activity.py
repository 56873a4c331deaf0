"""Calls, e-mails and meetings that were had, or are planned, about a record."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified


class Activity(Identified, Base):
    """A call, e-mail or meeting. `direction` is incoming or outgoing, and empty for a meeting.

    `invited` are the addresses that got an invitation to a meeting; `sequence` counts its changes since.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("kind in ('call', 'email', 'meeting')", name="kind"),
        CheckConstraint("direction in ('incoming', 'outgoing')", name="direction"),
        Index(None, "record_type", "record_id", "at"),
        Index(None, "author_id", "at"),
        Index("ix_activity_meeting", "at", postgresql_where=text("kind = 'meeting'")),
    )

    record_type: Mapped[str]
    record_id: Mapped[int]
    kind: Mapped[str]
    direction: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str | None]
    participants: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    duration_minutes: Mapped[int | None]
    author_id: Mapped[int | None] = columns.person()
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    invited: Mapped[str | None]
    sequence: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    cancelled_at: Mapped[datetime | None]
