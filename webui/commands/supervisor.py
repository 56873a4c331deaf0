"""Keeps child processes running: starts each again when it dies, stops all when told to, gives up on one that cannot start."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
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

# Forked children share the memory of what is imported already, and start in no time.
_fork = multiprocessing.get_context("fork")


class Supervisor:
    """Child processes by name, each running one function."""

    def __init__(self) -> None:
        self._functions: dict[str, Callable[[], None]] = {}
        self._running: dict[str, ForkProcess] = {}
        self._started: dict[str, float] = {}
        self._short_lives: dict[str, int] = {}
        self._told_to_stop = False

    def add(self, name: str, function: Callable[[], None]) -> None:
        """Have a function run in a child process of its own once `run` begins."""
        self._functions[name] = function

    def run(self, check: Callable[[], object] | None = None) -> None:
        """Keep all children running until SIGTERM or SIGINT; call `check` every two seconds.

        Raises:
            click.ClickException: a child died several times right after its start.
        """
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for name in self._functions:
                self._start(name)
            self._watch(check)
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self, check: Callable[[], object] | None) -> None:
        checked = time.monotonic()
        while not self._told_to_stop:
            connection.wait([process.sentinel for process in self._running.values()], timeout=PULSE)
            if check is not None and time.monotonic() - checked > CHECK_EVERY:
                if check():
                    log.warning("The embedded PostgreSQL had died and was started again.")
                checked = time.monotonic()
            for name, process in list(self._running.items()):
                if not self._told_to_stop and not process.is_alive():
                    self._replace(name, process)

    def _replace(self, name: str, process: ForkProcess) -> None:
        lived = time.monotonic() - self._started[name]
        self._short_lives[name] = self._short_lives.get(name, 0) + 1 if lived < SHORT_LIFE else 0
        if self._short_lives[name] >= MOST_SHORT_LIVES:
            raise click.ClickException(f"The {name} process ends as soon as it starts; see the lines above.")
        log.warning("The %s process ended (%s) and is started again.", name, process.exitcode)
        self._start(name)

    def _start(self, name: str) -> None:
        process = _fork.Process(target=_run_child, args=(self._functions[name], os.getpid()), name=f"baton {name}")
        process.start()
        self._running[name] = process
        self._started[name] = time.monotonic()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _end_all(self) -> None:
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_PATIENCE
        for process in self._running.values():
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()


def _run_child(function: Callable[[], None], parent: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    function()


def _follow(parent: int) -> None:
    """End this process in good order once the one that started it is gone, killed perhaps."""
    while os.getppid() == parent:
        time.sleep(PULSE)
    os.kill(os.getpid(), signal.SIGTERM)
