"""Core statements on the hot path: compiled once, then handed to the driver as they are.

SQLAlchemy takes three times as long over executing a small statement as psycopg and PostgreSQL together. What is built
with Core is still checked and composed by it; only the way to the driver is shorter. Errors come as SQLAlchemy's.
"""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable

Processor = Callable[[Any], Any]


class Prepared:
    """A statement that is executed over and over; its parameters are all given by name."""

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._sql: str | None = None
        self._fixed: dict[str, Any] = {}
        self._processors: list[tuple[str, Processor]] = []

    def run(self, connection: Connection, parameters: Mapping[str, Any]) -> "psycopg.Cursor[tuple[Any, ...]]":
        """Execute the statement within the connection's transaction and return the driver's cursor.

        Raises:
            sqlalchemy.exc.DBAPIError: as SQLAlchemy would raise it.
        """
        sql = self._sql or self._compile(connection)
        values = {**self._fixed, **parameters}
        for name, process in self._processors:
            values[name] = process(values[name])
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        # Whoever counts or traces statements hears of these too.
        connection.dispatch.before_cursor_execute(connection, None, sql, values, None, False)
        try:
            return driver.execute(sql, values, prepare=True)
        except psycopg.Error as error:
            raise DBAPIError.instance(sql, values, error, psycopg.Error, dialect=connection.dialect) from error

    def _compile(self, connection: Connection) -> str:
        """Note the parameters that the statement brings along, and how the others become what the driver takes."""
        dialect = connection.dialect
        compiled: Any = self.statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        processors = (
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for bind, name in compiled.bind_names.items()
        )
        self._processors = [(n, process) for n, process in processors if process is not None and n in compiled.params]
        self._sql = sql = str(compiled)
        return sql
