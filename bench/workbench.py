"""A fresh embedded PostgreSQL in a folder of its own, and Baton put together on it with the users of the demo.

The server has the configuration of production: whoever is told that a task is completed has it on disk.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bench.serving import Serving
from db import migrate, settings
from db.connection import conninfo
from db.embedded import EmbeddedServer
from db.settings import Settings
from tasks import bootstrap
from tasks.demo.people import add_users
from tasks.initial import initialise
from tasks.work import Baton


@dataclass
class Workbench:
    """Where benchmarks work: Baton in this process, and `baton serve` on the same data from when it is first asked for."""

    folder: Path
    server: EmbeddedServer
    settings: Settings
    baton: Baton
    _stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def serving(self) -> Serving:
        """The service, which runs until the workbench is closed."""
        return self._stack.enter_context(Serving(self.folder))

    def close(self) -> None:
        """Stop the service, if it was started, and give up the connections."""
        self._stack.close()
        self.baton.engine.dispose()

    @property
    def conninfo(self) -> str:
        """The address of the database for psycopg."""
        return conninfo(self.server.url())


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """Give an empty data folder; the server of root runs as another user, which has to pass through it."""
    folder = Path(tempfile.mkdtemp(prefix="baton-bench-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def workbench(folder: Path) -> Iterator[Workbench]:
    """Give a migrated database with the shipped processes and the demo's users, and no leads."""
    with EmbeddedServer(folder) as server:
        read = settings.read({"BATON_DATA_DIR": str(folder), "BATON_LOG_LEVEL": "WARNING"})
        bench = Workbench(folder, server, read, bootstrap.build(read, server.url()))
        with closing(bench):
            migrate.upgrade(bench.baton.engine)
            initialise(bench.baton)
            with bench.baton.sessions.begin() as session:
                add_users(session)
            yield bench
