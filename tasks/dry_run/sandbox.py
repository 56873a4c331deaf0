"""A sandbox: everything in it happens in a savepoint of the caller's transaction, which is always taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import people
from crm.people import ROLES, Actor
from crm.people.roles import ALL
from engine.models import ProcessVersion
from engine.spec_cache import SpecCache
from engine.specs import Specs, SpecSource
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


class SandboxSpecs(SpecCache):
    """Specs of versions that were there before come from the shared cache; those made in the sandbox stay in it.

    Ids of versions that are taken back must not be found again by anybody.
    """

    def __init__(self, shared: SpecSource, newest: int) -> None:
        super().__init__()
        self._shared, self._newest = shared, newest

    def get(self, session: Session, version_id: int) -> Specs:
        """Return the specs of a version; errors as the shared cache."""
        if version_id <= self._newest:
            return self._shared.get(session, version_id)
        return super().get(session, version_id)


@contextmanager
def sandbox(work: Work) -> Iterator[Sandbox]:
    """Give a sandbox within a transaction; sandboxes may stand within one another."""
    session = Session(
        work.session.connection(),
        join_transaction_mode="create_savepoint",
        expire_on_commit=False,
        info=dict(work.session.info),
    )
    try:
        specs = SandboxSpecs(work.app.specs, session.scalar(select(func.max(ProcessVersion.id))) or 0)
        host = RecordingHost(work.app.host, specs)
        everybody = replace(work.actor, roles=frozenset(ROLES), scope=ALL, trying=True)
        yield Sandbox(session, replace(work.app, specs=specs, host=host), host, everybody)
    finally:
        session.rollback()
        session.close()
