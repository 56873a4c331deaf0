"""Saved views: a list as somebody wants to find it again."""

from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models.columns import person
from db.base import Base, Identified, Revised


class SavedView(Identified, Revised, Base):
    """Filters and columns of a list under a name; a shared one is offered to everybody, over the records they may see."""

    __tablename__ = "saved_view"

    record_type: Mapped[str]
    name: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    columns: Mapped[list[str]] = mapped_column(JSONB)
    shared: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    owner_id: Mapped[int] = person()

    __table_args__ = (Index("uq_saved_view_name", "owner_id", "record_type", text("lower(name)"), unique=True),)
