"""The account: a customer organisation."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db.base import Base, Identified, Revised


class Account(Identified, Revised, Base):
    """A customer organisation."""

    __tablename__ = "account"

    name: Mapped[str]
    type: Mapped[str | None]
    website: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    country: Mapped[str | None]
    city: Mapped[str | None]
    industry: Mapped[str | None]
    category: Mapped[str | None]
    employees: Mapped[int | None]
    notes: Mapped[str | None]
    owner_id: Mapped[int | None] = columns.person()
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_by: Mapped[int | None] = columns.person()

    name_key: Mapped[str] = columns.key_of("name")
    phone_digits: Mapped[str | None] = columns.digits_of("phone")

    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "name_key"),
    )
