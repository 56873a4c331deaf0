"""Full-text search over all records: one row a record, kept by triggers so that no writer can forget it."""

from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class SearchEntry(Base):
    """The words by which one record is found.

    Apart from the record's own row, because that row changes at every stage, and each change would index it anew.
    """

    __tablename__ = "search_entry"
    __table_args__ = (Index(None, "terms", postgresql_using="gin"),)

    record_type: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    terms: Mapped[Any] = mapped_column(TSVECTOR)
