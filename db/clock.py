"""The one clock. Everything that depends on time asks here, so that a test or a dry run can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

# Of the context, not of the process: what one request moves, no other one notices.
_offset: ContextVar[timedelta] = ContextVar("offset", default=timedelta())


def now() -> datetime:
    """Return the current time, timezone-aware, in UTC."""
    return datetime.now(UTC) + _offset.get()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Move the clock forwards (or backwards) for the length of a block, within this thread or task only."""
    before = _offset.get()
    _offset.set(before + by)
    try:
        yield
    finally:
        _offset.set(before)
