"""Lookups: the lists of values that admins keep, all in one table."""

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identified, Revised


class Lookup(Identified, Revised, Base):
    """One value of the lookup named `lookup`; records refer to it by `code`."""

    __tablename__ = "lookup"
    __table_args__ = (UniqueConstraint("lookup", "code"), Index(None, "lookup", "position"))

    lookup: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
