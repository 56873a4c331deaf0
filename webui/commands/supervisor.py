"""Keeps child processes running: starts each again when it dies, stops all when told to."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from types import FrameType

import click

log = logging.getLogger(__name__)

PULSE = 0.5
CHECK_EVERY = 2.0
STOP_PATIENCE = 25.0
SHORT_LIFE = 5.0
MOST_SHORT_LIVES = 3
LONGEST_PAUSE = 30.0

# Forked children share the memory of what is imported already, and start in no time.
_fork = multiprocessing.get_context("fork")


@dataclass
class Child:
    """A child process that runs one function; once it has lived for a while it is never given up."""

    name: str
    function: Callable[[], None]
    process: ForkProcess | None = None
    started: float = 0.0
    due: float = 0.0
    short_lives: int = 0
    proven: bool = False

    def start(self) -> None:
        """Run the function in a new process."""
        self.process = _fork.Process(target=_run, args=(self.function, os.getpid()), name=f"baton {self.name}")
        self.process.start()
        self.started = time.monotonic()

    def bury(self) -> None:
        """Note how long a process lived that ended by itself, and when the next one is due.

        Raises:
            click.ClickException: it never got going.
        """
        assert self.process is not None
        lived = time.monotonic() - self.started
        self.proven = self.proven or lived >= SHORT_LIFE
        self.short_lives = self.short_lives + 1 if lived < SHORT_LIFE else 0
        if self.short_lives >= MOST_SHORT_LIVES and not self.proven:
            raise click.ClickException(f"The {self.name} process ends as soon as it starts; see the lines above.")
        log.warning("The %s process ended (%s) and is started again.", self.name, self.process.exitcode)
        self.process = None
        # What it needs, the database perhaps, may be away for longer: ask ever less often.
        self.due = time.monotonic() + (min(LONGEST_PAUSE, 2.0**self.short_lives / 2) if self.short_lives else 0)


class Supervisor:
    """Child processes by name, each running one function."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._told_to_stop = False

    def add(self, name: str, function: Callable[[], None]) -> None:
        """Have a function run in a child process of its own once `run` begins."""
        self._children.append(Child(name, function))

    def run(self, check: Callable[[], object] | None = None) -> None:
        """Keep all children running until SIGTERM or SIGINT; call `check` every two seconds.

        Raises:
            click.ClickException: a child died several times right after its start.
        """
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        checked = time.monotonic()
        try:
            while not self._is_told_to_stop():
                if check is not None and time.monotonic() - checked > CHECK_EVERY:
                    check()
                    checked = time.monotonic()
                self._look_after_children()
                alive = [child.process.sentinel for child in self._children if child.process]
                connection.wait(alive, timeout=PULSE)
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _look_after_children(self) -> None:
        for child in self._children:
            if child.process is not None and not child.process.is_alive() and not self._is_told_to_stop():
                child.bury()
            if child.process is None and time.monotonic() >= child.due:
                child.start()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _is_told_to_stop(self) -> bool:
        return self._told_to_stop

    def _end_all(self) -> None:
        processes = [child.process for child in self._children if child.process]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + STOP_PATIENCE
        for process in processes:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()


def _run(function: Callable[[], None], parent: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    function()


def _follow(parent: int) -> None:
    """End this process in good order once the one that started it is gone, killed perhaps."""
    while os.getppid() == parent:
        time.sleep(PULSE)
    os.kill(os.getpid(), signal.SIGTERM)
