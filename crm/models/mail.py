"""Mail on its way out. Without a mail server it is kept here and shown."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified


class OutgoingMail(Identified, Base):
    """One e-mail. `state` is queued, kept (no mail server), sent or failed; `error` is the last failure.

    `calendar` is an iCalendar object that goes along.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("state in ('queued', 'kept', 'sent', 'failed')", name="state"),
        Index(None, "record_type", "record_id"),
        Index(None, "created_at", "id"),
    )

    sender: Mapped[str | None]
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    calendar: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    record_type: Mapped[str | None]
    record_id: Mapped[int | None]
    created_by: Mapped[int | None] = columns.person()
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
