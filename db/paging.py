"""Keyset paging: a cursor names the last row of a page by its sort values, so that pages never shift."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import orjson


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
