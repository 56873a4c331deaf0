"""The audit log: who changed or did what, when, from where and in which step. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified


class RecordChange(Identified, Base):
    """One changed field of one record, or an event (`crm.audit.EVENTS`) in its place, with its facts as `new`."""

    __tablename__ = "record_change"
    __table_args__ = (Index(None, "record_type", "record_id", "id"), Index(None, "at"), Index(None, "actor_id", "at"))

    record_type: Mapped[str]
    record_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = columns.person()
    address: Mapped[str | None]
    field: Mapped[str]
    old: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    new: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    process_element: Mapped[str | None]
    task_id: Mapped[int | None]
