"""A savepoint that is set often and almost never used: it costs one statement, and the transaction's end releases it."""

from sqlalchemy import Connection
from sqlalchemy.orm import Session

SET, BACK = "SAVEPOINT advance", "ROLLBACK TO SAVEPOINT advance"


class Savepoint:
    """Where an advance can go back to. A later one of the same name hides it, as advances follow one another."""

    def __init__(self, session: Session, connection: Connection) -> None:
        self.session, self.connection = session, connection
        session.flush()
        self._known = frozenset(session.identity_map.keys())
        connection.exec_driver_sql(SET)

    def rollback(self) -> None:
        """Take back everything since; the session forgets what it read, what was added, and what was to be deleted."""
        if self.connection.invalidated:
            # The transaction is lost with its connection; the error that told so must not be hidden by one from here.
            return
        session = self.session
        self.connection.exec_driver_sql(BACK)
        for pending in list(session.new):
            session.expunge(pending)
        for kept in list(session.deleted):
            session.add(kept)
        for key in set(session.identity_map.keys()) - self._known:
            session.expunge(session.identity_map[key])
        session.expire_all()
