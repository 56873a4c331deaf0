"""The statements of one completion, recorded, and run again without the program that made them.

Each lead has a trace of its own. It is recorded in a transaction that is taken back, so that the rows it reads and
changes are there when it is run.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.dbapi20 import Binary
from sqlalchemy import event
from sqlalchemy.orm import Session

from bench.desk import Desk, OpenTask
from bench.steps import step_on
from tasks import completion
from tasks.work import Work

Parameters = Any
Restate = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Trace:
    """The statements of one completion in their order, as the driver got them."""

    statements: list[tuple[str, Parameters]]

    def run(self, connection: psycopg.Connection[Any], restate: Restate | None = None) -> None:
        """Run the statements as one transaction, with new engine ids for the task that is opened.

        `restate` makes the state that is saved out of the state that was read, which else is saved as recorded.
        """
        ids: dict[UUID, UUID] = {}
        state: bytes | None = None
        for statement, parameters in self.statements:
            given = _renewed(parameters, ids)
            if restate and state is not None and "UPDATE process_instance" in statement:
                given = _with_state(given, restate(state))
            cursor = connection.execute(statement, given)
            if cursor.description:
                found = cursor.fetchall()
                state = state or _bytes_in(found)
        connection.commit()


def record(desk: Desk, task: OpenTask, number: int) -> Trace:
    """Return what completing a task does to the database, without doing it."""
    step = step_on(task.element, number)
    with desk.baton.sessions() as session, _recorded(session) as statements:
        completion.complete(Work(session, desk.baton, desk.actor), task.id, step.result, step.values)
        session.flush()
        session.rollback()
    return Trace(statements)


@contextmanager
def _recorded(session: Session) -> Iterator[list[tuple[str, Parameters]]]:
    engine = session.get_bind()
    statements: list[tuple[str, Parameters]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        statements.extend((statement, given) for given in (parameters if many else [parameters]))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def _renewed(value: Any, ids: dict[UUID, UUID]) -> Any:
    if isinstance(value, UUID):
        return ids.setdefault(value, uuid4())
    if isinstance(value, dict):
        return {name: _renewed(each, ids) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_renewed(each, ids) for each in value)
    return value


def _with_state(parameters: dict[str, Any], state: bytes) -> dict[str, Any]:
    return {name: state if isinstance(value, Binary) else value for name, value in parameters.items()}


def _bytes_in(rows: list[Any]) -> bytes | None:
    return next((bytes(value) for row in rows for value in row if isinstance(value, bytes | memoryview)), None)
