"""System settings."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db.base import Base, Identified, Revised


class Setting(Identified, Revised, Base):
    """The value of one declared setting; no row, or an empty value, stands for none."""

    __tablename__ = "setting"

    code: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    updated_by: Mapped[int | None] = columns.person()
