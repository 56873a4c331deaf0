"""Who works on the database: servers and workers share a lock, which whoever replaces everything wants alone."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import psycopg
from sqlalchemy import URL

from db.connection import conninfo
from db.errors import InUse

OCCUPIED = 4_203_119
"""Key of the advisory lock; it lives as long as the connection that took it, so a program that dies lets go."""


class Occupancy:
    """One program that works on the database, from entering to leaving; it waits for a restore to end."""

    def __init__(self, url: URL) -> None:
        self._address = conninfo(url)
        self._connection: psycopg.Connection | None = None

    def __enter__(self) -> Self:
        self._take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def renew(self) -> None:
        """Take the lock again where its connection was lost; where the database is away, the next time does."""
        try:
            if self._connection is not None:
                self._connection.execute("SELECT 1")
        except psycopg.OperationalError:
            with suppress(psycopg.OperationalError):
                self._take()

    def _take(self) -> None:
        connection = _connect(self._address)
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [OCCUPIED])
        self._connection = connection


@contextmanager
def alone(url: URL) -> Iterator[None]:
    """Keep servers and workers away from the database for a while.

    Raises:
        db.errors.InUse: one of them works on it.
    """
    with _connect(conninfo(url)) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [OCCUPIED]).fetchone()
        if row is None or not row[0]:
            raise InUse
        yield


def _connect(address: str) -> psycopg.Connection:
    return psycopg.connect(address, autocommit=True, connect_timeout=10, application_name="baton occupancy")
