"""The feed of a record: what people and processes wrote on it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified


class FeedPost(Identified, Base):
    """A post on a record. `process_element` names the step that wrote it; `mentions` are logins."""

    __tablename__ = "feed_post"
    __table_args__ = (Index(None, "record_type", "record_id", "id"),)

    record_type: Mapped[str]
    record_id: Mapped[int]
    text: Mapped[str]
    author_id: Mapped[int | None] = columns.person()
    process_element: Mapped[str | None]
    mentions: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default=sql("'[]'"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
