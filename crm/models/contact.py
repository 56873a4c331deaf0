"""The contact: a person at a customer."""

from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db.base import Base, Identified, Revised


class Contact(Identified, Revised, Base):
    """A person at a customer. `further_emails` are kept in lower case, like `email`."""

    __tablename__ = "contact"

    name: Mapped[str]
    job_title: Mapped[str | None]
    department: Mapped[str | None]
    role: Mapped[str | None]
    type: Mapped[str | None]
    email: Mapped[str | None]
    further_emails: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    mobile_phone: Mapped[str | None]
    business_phone: Mapped[str | None]
    further_phones: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    country: Mapped[str | None]
    notes: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    owner_id: Mapped[int | None] = columns.person()
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_by: Mapped[int | None] = columns.person()

    name_key: Mapped[str] = columns.key_of("name")
    mobile_digits: Mapped[str | None] = columns.digits_of("mobile_phone")
    business_digits: Mapped[str | None] = columns.digits_of("business_phone")

    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "name_key"),
        Index(None, "mobile_digits"),
        Index("ix_contact_lower_email", text("lower(email)")),
    )
