"""Keyset paging: a cursor names the last row of a page by its sort values, so that pages never shift."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

LARGEST_ID = 2**63 - 1


def encode_cursor(values: Sequence[Any]) -> str:
    """Return an opaque text for the sort values of a page's last row."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> list[Any]:
    """Return the sort values in a cursor.

    Raises:
        ValueError: the text is not a cursor.
    """
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, UnicodeError) as error:
        raise ValueError(cursor) from error
    if not isinstance(values, list):
        raise ValueError(cursor)
    return values


def read_id(value: Any) -> int:
    """Return an id from a cursor.

    Raises:
        ValueError: no record can have it.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_ID:
        raise ValueError(value)
    return value


def read_moment(value: Any) -> datetime:
    """Return a time from a cursor.

    Raises:
        TypeError, ValueError: it is none, or has no time zone.
    """
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment
