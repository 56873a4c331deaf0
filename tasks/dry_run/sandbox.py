"""A sandbox: everything in it happens in a savepoint of the caller's transaction, which is always taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from crm import people
from crm.people import ROLES, Actor
from crm.people.roles import ALL
from engine.spec_cache import SpecCache
from tasks.dry_run.recording import RecordingHost
from tasks.errors import StepImpossible
from tasks.work import Baton, Work


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A session of its own on the caller's connection, a host of its own, and whoever tries things out."""

    session: Session
    app: Baton
    host: RecordingHost
    actor: Actor

    def work(self, login: str | None = None) -> Work:
        """Return work on behalf of a person; without a login, of whoever tries things out, with every right.

        What the session remembers is forgotten, as between two requests.
        """
        self.session.flush()
        self.session.expire_all()
        return Work(self.session, self.app, self.actor if login is None else self._person(login))

    def _person(self, login: str) -> Actor:
        user_id = people.id_of(self.session, login)
        person = people.load_actor(self.session, user_id) if user_id is not None else None
        if person is None:
            raise StepImpossible(f"there is no active user “{login}”")
        return person


@contextmanager
def sandbox(work: Work) -> Iterator[Sandbox]:
    """Give a sandbox within a transaction; sandboxes may stand within one another.

    Specs are cached apart: ids of versions that are taken back must not be found again by anybody.
    """
    session = Session(
        work.session.connection(),
        join_transaction_mode="create_savepoint",
        expire_on_commit=False,
        info=dict(work.session.info),
    )
    specs = SpecCache()
    host = RecordingHost(work.app.host, specs)
    everybody = replace(work.actor, roles=frozenset(ROLES), scope=ALL)
    try:
        yield Sandbox(session, replace(work.app, specs=specs, host=host), host, everybody)
    finally:
        session.rollback()
        session.close()
