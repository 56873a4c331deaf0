"""Kills the serving processes, the database, or both, at random moments under load, and looks at what is left.

`python -m bench.torture.crashes [--times 30] [--database-every 5] [--leads 24] [--clients 6] [--no-mail]`

The serving process is killed with all its children: web processes and the worker of background jobs. After each start
every completion that was acknowledged has to be there, and everything in `bench.torture.invariants` has to hold.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

import psycopg

from bench.desk import Desk
from bench.serving import NeverReady, Serving, free_port
from bench.torture.invariants import violations
from bench.torture.load import Gate, Worker
from bench.torture.losses import lost_and_doubled, unsent
from bench.torture.mailbox import Mailbox
from bench.workbench import fresh_folder, workbench
from db.connection import conninfo
from db.embedded import EmbeddedServer, processes

SHORTEST, LONGEST = 0.2, 2.5
MAIL_PATIENCE, DATABASE_PATIENCE = 150.0, 30.0


class Crash:
    """The installation that is maltreated: its folder, its serving process, its people."""

    def __init__(self, folder: Path, leads: Sequence[int], clients: int, smtp_url: str | None) -> None:
        self.server = EmbeddedServer(folder)
        self.serving = Serving(folder, environ={"BATON_SMTP_URL": smtp_url} if smtp_url else None)
        self.gate = Gate()
        self._shares = [leads[part::clients] for part in range(clients)]
        self.workers: list[Worker] = []
        self.starts: list[float] = []

    def begin(self) -> None:
        """Start serving, and have everybody sign in."""
        self.starts.append(self.serving.start())
        self.workers = [Worker(self.gate, self.serving.port, share) for share in self._shares]
        for worker in self.workers:
            worker.start()

    def strike(self, kind: str, seconds: float) -> None:
        """Let people work for a while, kill, and have the service come back."""
        self.gate.open()
        time.sleep(seconds)
        killed = self._kill_database() if "database" in kind else None
        if "serving" in kind:
            self.serving.kill()
            self.starts.append(self.serving.start())
        self._wait_for_database(killed)
        self.serving.wait_ready()
        self.gate.shut()

    def _kill_database(self) -> int:
        postmaster = processes.postmaster(self.server.cluster)
        assert postmaster is not None, "there is no database to kill"
        os.kill(postmaster.pid, signal.SIGKILL)
        return postmaster.pid

    def _wait_for_database(self, killed: int | None) -> None:
        """Wait until the database runs again; a service that looks ready may not have noticed yet."""
        deadline = time.monotonic() + DATABASE_PATIENCE
        while time.monotonic() < deadline:
            postmaster = processes.postmaster(self.server.cluster)
            if postmaster is not None and postmaster.pid != killed and self.server.answers():
                return
            time.sleep(0.1)
        raise NeverReady(DATABASE_PATIENCE, self.serving.said())

    def look(self) -> list[str]:
        """Return what is wrong now, with everybody standing still."""
        acknowledged = [task for worker in self.workers for task in worker.acknowledged]
        pending = [worker.pending.task_id for worker in self.workers if worker.pending]
        with psycopg.connect(conninfo(self.server.url())) as connection:
            found = [*lost_and_doubled(connection, acknowledged, pending)]
        return [
            *found,
            *violations(self.server.url()),
            *(failure for worker in self.workers for failure in worker.failures),
        ]

    def settle(self) -> None:
        """Let people work until everything that was begun is answered."""
        self.gate.open()
        time.sleep(1)
        self.gate.shut()
        deadline = time.monotonic() + 30
        while any(worker.pending for worker in self.workers) and time.monotonic() < deadline:
            self.gate.open()
            time.sleep(0.02)
            self.gate.shut()

    def end(self) -> None:
        """Send everybody home and stop serving."""
        self.gate.end()
        for worker in self.workers:
            worker.join(5)
        self.serving.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Strike again and again; return 1 when anything was lost, doubled or out of step."""
    given = _parsed(arguments)
    with ExitStack() as stack:
        folder = stack.enter_context(fresh_folder())
        leads = _leads(folder, given.leads)
        mailbox = Mailbox(free_port()) if given.mail else None
        if mailbox:
            mailbox.start()
            stack.callback(mailbox.stop)
        crash = Crash(folder, leads, given.clients, mailbox.url if mailbox else None)
        try:
            crash.begin()
            failures = _strike_all(crash, given)
            if mailbox and not failures:
                failures += _wait_for_mail(crash, mailbox)
        except NeverReady as error:
            failures = [str(error)]
        finally:
            crash.end()
        if failures:
            print(f"The service said:\n{crash.serving.said()}", file=sys.stderr)
    for failure in failures:
        print(f"BROKEN {failure}", file=sys.stderr)
    print(f"{len(failures)} broken" if failures else "nothing lost, nothing doubled, stage and process agree")
    return 1 if failures else 0


def _leads(folder: Path, number: int) -> list[int]:
    """Make the installation and some leads, then leave the database to the serving process."""
    with workbench(folder) as bench:
        desk = Desk(bench.baton)
        return [desk.nurture(each) if each % 2 else desk.hand_off(each) for each in range(number)]


def _strike_all(crash: Crash, given: argparse.Namespace) -> list[str]:
    chance = Random(given.seed)
    for number in range(1, given.times + 1):
        kind = _kind(number, given.database_every)
        seconds = chance.uniform(SHORTEST, LONGEST)
        crash.strike(kind, seconds)
        failures = crash.look()
        done = sum(len(worker.acknowledged) for worker in crash.workers)
        print(f"{number:3}  {kind} killed after {seconds:.2f} s; {done:,} completions acknowledged so far", flush=True)
        if failures:
            return failures
    crash.settle()
    repeated = sum(worker.repeated for worker in crash.workers)
    slowest = max(crash.starts[1:], default=0.0)
    print(f"{repeated} requests without an answer were repeated; slowest start after a kill: {slowest:.1f} s")
    return crash.look()


def _kind(number: int, database_every: int) -> str:
    if database_every and number % database_every == 0:
        return "database" if number // database_every % 2 else "serving and database"
    return "serving"


def _wait_for_mail(crash: Crash, mailbox: Mailbox) -> list[str]:
    """Wait until every mail has left: jobs whose worker was killed are taken up by the next one after a while."""
    deadline = time.monotonic() + MAIL_PATIENCE
    with psycopg.connect(conninfo(crash.server.url()), autocommit=True) as connection:
        while (left := unsent(connection)) and time.monotonic() < deadline:
            time.sleep(1)
    twice = sum(times > 1 for times in mailbox.received.values())
    print(f"{len(mailbox.received)} mails received, {twice} of them twice; {left} never sent")
    return [f"{left} mails were never sent"] if left else []


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.torture.crashes", description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument(
        "--database-every", type=int, default=5, help="kill the database at every so manieth (0: never)"
    )
    parser.add_argument("--leads", type=int, default=24)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--no-mail", dest="mail", action="store_false", help="leave the jobs out")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
