"""Columns that several record tables share: references, running numbers, and keys derived for comparing."""

from typing import Any

from sqlalchemy import BigInteger, Computed, ForeignKey, Sequence, Text
from sqlalchemy.orm import MappedColumn, mapped_column

from db.base import Base

FIRST_NUMBER = 1001


def person() -> MappedColumn[Any]:
    """Return a column that refers to a user."""
    return mapped_column(BigInteger, ForeignKey("app_user.id"))


def number(sequence: str) -> MappedColumn[Any]:
    """Return a column that counts records for people to name them by, from 1001 on."""
    counter = Sequence(sequence, start=FIRST_NUMBER, metadata=Base.metadata)
    return mapped_column(BigInteger, unique=True, server_default=counter.next_value())


def digits_of(phone: str) -> MappedColumn[Any]:
    """Return a column kept by the database: the digits of a phone number, without an international 00."""
    only_digits = f"regexp_replace({phone}, '[^0-9]', '', 'g')"
    return mapped_column(Text, Computed(f"nullif(regexp_replace({only_digits}, '^00', ''), '')", persisted=True))


def key_of(name: str) -> MappedColumn[Any]:
    """Return a column kept by the database: a name in lower case with single spaces, for equality search."""
    return mapped_column(Text, Computed(f"lower(btrim(regexp_replace({name}, '\\s+', ' ', 'g')))", persisted=True))
