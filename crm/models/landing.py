"""Landing pages, what was sent by them, what visitors of websites did, and how often an address has called."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified, Revised


class LandingPage(Identified, Revised, Base):
    """A public form that makes leads. `fields` are its fields in order, `hidden` has defaults of those not shown."""

    __tablename__ = "landing_page"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str | None]
    fields: Mapped[list[Any]] = mapped_column(default=list)
    hidden: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    source: Mapped[str | None]
    channel: Mapped[str | None]
    create_contact: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    domains: Mapped[list[Any]] = mapped_column(default=list)
    redirect: Mapped[str | None]
    thanks: Mapped[str | None]
    consent: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=sql("true"))
    created_by: Mapped[int | None] = columns.person()


class LandingSubmission(Identified, Base):
    """One form that was sent: what was typed, where from, and what the person agreed to. A ticket is good for one."""

    __tablename__ = "landing_submission"

    landing_page_id: Mapped[int] = mapped_column(ForeignKey("landing_page.id"), index=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    ticket: Mapped[str] = mapped_column(unique=True)
    values: Mapped[dict[str, Any]]
    utm: Mapped[dict[str, Any]] = mapped_column(default=dict)
    visitor: Mapped[str | None] = mapped_column(index=True)
    page: Mapped[str | None]
    address: Mapped[str]
    consent: Mapped[str | None]
    consented_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class WebsiteEvent(Identified, Base):
    """Something that a visitor of a website did, with their consent; `lead_id` once the visitor is known by a form."""

    __tablename__ = "website_event"
    __table_args__ = (
        Index(None, "lead_id", "at"),
        Index("ix_website_event_unknown", "visitor", postgresql_where=sql("lead_id IS NULL")),
    )

    landing_page_id: Mapped[int] = mapped_column(ForeignKey("landing_page.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"))
    visitor: Mapped[str]
    kind: Mapped[str]
    page: Mapped[str]
    title: Mapped[str | None]
    referrer: Mapped[str | None]
    utm: Mapped[dict[str, Any]] = mapped_column(default=dict)
    consented_at: Mapped[datetime | None]
    consent: Mapped[str | None]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class PublicCaller(Base):
    """How often an address has called a public door lately; who calls too often waits, longer each time."""

    __tablename__ = "public_caller"

    door: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    calls: Mapped[int]
    strikes: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    until: Mapped[datetime | None]
