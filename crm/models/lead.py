"""The lead: a potential customer's interest. Column names are those of the API, people and records by number."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db.base import Base, Identified, Revised


class Lead(Identified, Revised, Base):
    """A potential customer's interest. `registration` keeps what was entered first and never changes."""

    __tablename__ = "lead"

    number: Mapped[int] = columns.number("lead_number_seq")
    title: Mapped[str]
    customer_need: Mapped[str]

    account_name: Mapped[str | None]
    contact_name: Mapped[str | None]
    email: Mapped[str | None]
    mobile_phone: Mapped[str | None]
    business_phone: Mapped[str | None]
    country: Mapped[str | None]
    website: Mapped[str | None]
    job_title: Mapped[str | None]
    department: Mapped[str | None]
    source: Mapped[str | None]
    channel: Mapped[str | None]
    ad_campaign: Mapped[str | None]
    ad_banner: Mapped[str | None]
    lead_generation_form: Mapped[str | None]
    registration: Mapped[dict[str, Any]] = mapped_column(JSONB)

    stage: Mapped[str]
    status: Mapped[str] = mapped_column(default="new")
    need_maturity: Mapped[str] = mapped_column(default="not-determined")
    owner_id: Mapped[int | None] = columns.person()
    sales_division: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    score: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    score_band: Mapped[str | None]

    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id", use_alter=True))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id", use_alter=True))

    strategy: Mapped[str | None]
    distribution_note: Mapped[str | None]

    budget: Mapped[Decimal | None]
    sales_owner_id: Mapped[int | None] = columns.person()
    meeting_at: Mapped[datetime | None]
    decision_at: Mapped[datetime | None]
    handoff_assignee_id: Mapped[int | None] = columns.person()
    handoff_notes: Mapped[str | None]
    handed_over_at: Mapped[datetime | None]

    business_case: Mapped[str | None]
    product_suggestions: Mapped[str | None]
    potential_value: Mapped[Decimal | None]
    expected_close_date: Mapped[date | None]
    sales_channel: Mapped[str | None]
    assignees_group: Mapped[str | None]
    authority: Mapped[str | None]
    need: Mapped[str | None]
    timeline: Mapped[str | None]

    goal: Mapped[str | None]
    implementation_options: Mapped[str | None]
    procurement_procedure: Mapped[str | None]
    decision_level: Mapped[str | None]
    terms: Mapped[str | None]
    decision_maker: Mapped[str | None]
    selection_criteria: Mapped[str | None]
    compliance_with_criteria: Mapped[str | None]

    qualified_at: Mapped[datetime | None]
    disqualification_reason: Mapped[str | None]
    disqualification_note: Mapped[str | None]
    created_by: Mapped[int | None] = columns.person()

    mobile_digits: Mapped[str | None] = columns.digits_of("mobile_phone")
    business_digits: Mapped[str | None] = columns.digits_of("business_phone")

    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "stage", "created_at", "id"),
        Index(None, "owner_id", "created_at", "id"),
        Index("ix_lead_lower_email", text("lower(email)")),
        Index("ix_lead_lower_contact_name", text("lower(contact_name)")),
        Index(None, "mobile_digits"),
        Index("ix_lead_inactive", "id", postgresql_where=text("NOT active")),
    )
