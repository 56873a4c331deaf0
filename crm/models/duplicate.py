"""Duplicates: the rules, what records look like to them, and the pairs that were found."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm.models import columns
from db.base import Base, Identified, Revised


class DuplicateRule(Identified, Revised, Base):
    """When two records of a type are taken for similar. Rules that are shipped have a `code`.

    `conditions` are `{field, compare}`: the fields to be equal, and those to be alike, together by `threshold` per cent.
    """

    __tablename__ = "duplicate_rule"

    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    folder: Mapped[str]
    record_type: Mapped[str] = mapped_column(default="lead", server_default="lead")
    conditions: Mapped[list[Any]]
    threshold: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_by: Mapped[int | None] = columns.person()


class ComparedForm(Base):
    """What a record looks like to the rules: values in normal form by field, and the keys that it is found by.

    Apart from the record's own row, as `search_entry` is, and for the same reason. Look-ups come one by one, so that
    entries that wait to be put into the index would slow down each of them.
    """

    __tablename__ = "compared_form"
    __table_args__ = (Index(None, "keys", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),)

    record_type: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    forms: Mapped[dict[str, Any]]
    keys: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class Similarity(Identified, Base):
    """Two records that a rule takes for similar, the one with the lower number first."""

    __tablename__ = "similarity"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id", "other_id", "rule_id"),
        Index(None, "record_type", "other_id"),
        CheckConstraint("record_id < other_id", name="lower_first"),
    )

    record_type: Mapped[str]
    record_id: Mapped[int]
    other_id: Mapped[int]
    rule_id: Mapped[int] = mapped_column(ForeignKey("duplicate_rule.id", ondelete="CASCADE"), index=True)
    score: Mapped[int]
    reason: Mapped[str]
