"""The life cycle of the embedded server: made, started, adopted, mended after a crash, stopped by the last who leaves."""

import logging
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import URL

from db.embedded import account as accounts
from db.embedded import locks, places, processes
from db.errors import FolderUnusable, ServerFailed

USER = "baton"
DATABASE = "baton"
PATIENCE = 60
START_LOG = "start.log"

log = logging.getLogger(__name__)

CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    # Parallel plans need shared memory that small containers do not have, and gain nothing on short queries.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
}


class EmbeddedServer:
    """A PostgreSQL under one data folder, shared by all programs that use that folder.

    It is private to its operating-system user: no network, a socket in a folder that nobody else may enter.
    """

    def __init__(self, data_dir: Path, configuration: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self._configuration = CONFIGURATION | dict(configuration or {})
        self._attendance = locks.Attendance(self.data_dir / ".postgres.users")
        self._lock = self.data_dir / ".postgres.lock"
        self._account = accounts.choose(self.data_dir / "postgres")
        self.cluster = places.locate_cluster(self.data_dir, self._account)
        self.socket = places.locate_socket(self.cluster, self._account)
        self.programs = places.locate_programs(self._account)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def url(self, database: str = DATABASE) -> URL:
        """Return the address of a database on this server."""
        return URL.create("postgresql+psycopg", username=USER, database=database, query={"host": str(self.socket)})

    def start(self) -> None:
        """Use the server: start it, or adopt the one that runs already. Safe from many processes at once.

        Raises:
            ServerFailed: it cannot be made or started.
        """
        with locks.exclusive(self._lock):
            self._attendance.enter()
            self._have_it_answer()
            self._make_database()

    def stop(self) -> None:
        """Stop using the server; the last program to leave stops it."""
        with locks.exclusive(self._lock):
            if self._attendance.leave() and processes.postmaster(self.cluster):
                self._pg_ctl("stop", "-m", "fast")

    def mend(self) -> bool:
        """Start the server again where it has died, and say whether that was needed."""
        if self.answers():
            return False
        with locks.exclusive(self._lock):
            self._have_it_answer()
        return True

    def answers(self) -> bool:
        """Say whether the server answers a query."""
        try:
            with self._connect() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _have_it_answer(self) -> None:
        if self.answers() or self._comes_up():
            return
        if not (self.cluster / "PG_VERSION").exists():
            self._create()
        self._clear_away()
        self._configure()
        self._pg_ctl("start", "-l", str(self.cluster / START_LOG))

    def _comes_up(self) -> bool:
        """Wait for a server that runs and does not answer yet: it may be recovering from a crash."""
        deadline = time.monotonic() + PATIENCE
        while processes.postmaster(self.cluster) and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.05)
        return False

    def _clear_away(self) -> None:
        """Remove what a crash left, once nothing of the server runs any more.

        Lock files name a process by its number. That may have been given to another program since, or belong to a dead
        process that nobody buried, as in many containers; PostgreSQL would refuse to start for either.
        """
        processes.end_leftovers(self.cluster)
        (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        for name in ("postmaster.pid", START_LOG):
            (self.cluster / name).unlink(missing_ok=True)

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that an interrupted attempt leaves nothing half made."""
        draft = self.cluster.with_name(self.cluster.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        places.make_private_folder(draft, self._account)
        options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
        locale = ["--no-locale", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        self._run("be set up", "initdb", "--pgdata", str(draft), *options, *locale)
        with (draft / "postgresql.conf").open("a") as file:
            file.write("include = 'baton.conf'\n")
        if self.cluster.exists():
            self._refuse_half_made()
        draft.rename(self.cluster)

    def _refuse_half_made(self) -> None:
        if any(self.cluster.iterdir()):
            raise FolderUnusable(self.cluster, "has no database in it, but is not empty")
        self.cluster.rmdir()

    def _configure(self) -> None:
        settings = self._configuration | {"unix_socket_directories": str(self.socket)}
        quoted = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())
        file = self.cluster / "baton.conf"
        file.write_text("".join(quoted))
        if self._account:
            os.chown(file, self._account.uid, self._account.gid)

    def _make_database(self) -> None:
        with self._connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket),
            user=USER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
            application_name="baton",
        )

    def _pg_ctl(self, action: str, *options: str) -> None:
        self._run(action, "pg_ctl", action, "--pgdata", str(self.cluster), "--wait", f"--timeout={PATIENCE}", *options)

    def _run(self, action: str, program: str, *arguments: str) -> None:
        options = self._account.run_options() if self._account else {}
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            umask=0o077,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **options,
        )
        if done.returncode:
            raise ServerFailed(action, done.stdout + self._last_words())

    def _last_words(self) -> str:
        file = self.cluster / START_LOG
        said = file.read_text(errors="replace") if file.exists() else ""
        return f"{said} (more in {self.cluster / 'log'})" if said else ""
