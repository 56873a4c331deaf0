"""The order: what a customer has agreed to buy. `order` is a word of SQL, hence the table's name."""

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db.base import Base, Identified, Revised


class Order(Identified, Revised, Base):
    """What a customer has agreed to buy."""

    __tablename__ = "sales_order"

    number: Mapped[int] = columns.number("sales_order_number_seq")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    status: Mapped[str]
    owner_id: Mapped[int | None] = columns.person()
    sales_division: Mapped[str | None]
    notes: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_by: Mapped[int | None] = columns.person()

    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "status", "created_at", "id"),
        Index(None, "owner_id", "created_at", "id"),
    )
