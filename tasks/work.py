"""The parts that make up Baton, and one piece of work done with them on behalf of somebody."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from crm.people import Actor
from db.settings import Settings
from engine.host import Host
from engine.library import Library
from engine.spec_cache import SpecCache


@dataclass(frozen=True, slots=True)
class Baton:
    """Everything that lives as long as the program. Put together by `tasks.bootstrap` only."""

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    specs: SpecCache
    library: Library
    host: Host


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction on behalf of one person. Services take it, may flush, and never commit."""

    session: Session
    app: Baton
    actor: Actor
