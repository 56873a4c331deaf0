"""The one place where the parts are put together; the web application, the worker and the commands use it."""

from sqlalchemy import URL

from db.connection import create_engine, create_sessions
from db.settings import Settings
from engine.host import Host
from engine.library import Library
from engine.spec_cache import SpecCache
from tasks.deferral import TimerJobs
from tasks.operations import OperationRegistry
from tasks.records import RecordNames
from tasks.task_list import Inbox
from tasks.vocabulary import RecordVocabulary
from tasks.work import Baton


def build(settings: Settings, database_url: str | URL | None = None, *, pool_size: int = 10) -> Baton:
    """Put Baton together on a database that is up and migrated."""
    engine = create_engine(database_url or settings.database_url or "", pool_size=pool_size)
    sessions = create_sessions(engine)
    sessions.configure(info={"settings": settings})
    operations = OperationRegistry()
    specs = SpecCache()
    return Baton(
        settings=settings,
        engine=engine,
        sessions=sessions,
        specs=specs,
        library=Library(operations, RecordVocabulary(sessions)),
        host=Host(specs, operations, Inbox(), RecordNames(), TimerJobs()),
    )
