"""Marketing lists: leads gathered by hand, to be written to together."""

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db import clock
from db.base import Base, Identified, Revised


class MarketingList(Identified, Revised, Base):
    """A list of leads under a name. An inactive one takes no more members."""

    __tablename__ = "marketing_list"

    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_by: Mapped[int | None] = columns.person()


class MarketingListMember(Base):
    """A lead on a marketing list, and who put it there."""

    __tablename__ = "marketing_list_member"

    marketing_list_id: Mapped[int] = mapped_column(
        ForeignKey("marketing_list.id", ondelete="CASCADE"), primary_key=True
    )
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True, index=True)
    added_by: Mapped[int | None] = columns.person()
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
