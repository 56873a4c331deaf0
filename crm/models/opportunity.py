"""The opportunity: a sale in the making."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db.base import Base, Identified, Revised


class Opportunity(Identified, Revised, Base):
    """A sale in the making. `state` is open, won or lost; a lead has at most one open opportunity."""

    __tablename__ = "opportunity"

    number: Mapped[int] = columns.number("opportunity_number_seq")
    name: Mapped[str]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    owner_id: Mapped[int | None] = columns.person()
    sales_division: Mapped[str | None]
    assignees_group: Mapped[str | None]
    stage: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    close_date: Mapped[date | None]
    next_meeting: Mapped[datetime | None]
    needs: Mapped[str | None]
    city: Mapped[str | None]
    current_situation: Mapped[str | None]
    selling_direction: Mapped[str | None]
    description: Mapped[str | None]
    product_suggestions: Mapped[str | None]
    lost_reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_by: Mapped[int | None] = columns.person()

    __table_args__ = (
        CheckConstraint("state in ('open', 'won', 'lost')", name="state"),
        Index("uq_opportunity_open_lead_id", "lead_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "created_at", "id"),
        Index(None, "stage", "created_at", "id"),
        Index(None, "owner_id", "created_at", "id"),
        Index("ix_opportunity_inactive", "id", postgresql_where=text("NOT active")),
    )
