"""Parts of lists whose services do not page by themselves: told apart by the id of the last item of the part before."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from db.paging import decode_cursor, encode_cursor, read_id
from webui.api import answers
from webui.api.answers import Answer
from webui.api.schemas.common import Page
from webui.errors import InvalidRequest

Key = Callable[[dict[str, Any]], int]


def before(query: Page, find: Callable[[int, int | None], list[dict[str, Any]]]) -> Answer:
    """Answer a part of a list that comes newest first; `find` takes how many at most, and the id to stay below."""
    found = find(query.limit + 1, position(query))
    return _answer(found, query.limit)


def after(query: Page, items: Sequence[dict[str, Any]], key: Key = itemgetter("id")) -> Answer:
    """Answer a part of a short list that is read as a whole; `key` tells the id of an item."""
    last = position(query)
    start = next((place + 1 for place, item in enumerate(items) if key(item) == last), 0)
    return _answer(items[start : start + query.limit + 1], query.limit, key)


def position(query: Page) -> int | None:
    """Return the id in the cursor of a request."""
    if query.cursor is None:
        return None
    try:
        [last] = decode_cursor(query.cursor)
        return read_id(last)
    except (TypeError, ValueError):
        raise InvalidRequest({"cursor": ["This cursor is not one of ours."]}) from None


def _answer(found: Sequence[dict[str, Any]], limit: int, key: Key = itemgetter("id")) -> Answer:
    items = found[:limit]
    return answers.page(items, encode_cursor([key(items[-1])]) if len(found) > limit else None)
