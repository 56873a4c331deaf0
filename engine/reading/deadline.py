"""A time limit on reading a model that holds whatever the model does.

The work is done in a thread of its own, into which an exception is thrown when the time is over. That reaches any
loop of Python code, such as the one in which SpiffWorkflow's own parser can stay for ever. It cannot interrupt a
single call into C; those used here (libxml2, Python's own parser, regular expressions) work on inputs whose size and
depth are bounded before, and take milliseconds. Compared with a child process this needs no second copy of the
program in memory, starts in microseconds, and works in every server and worker alike.
"""

import ctypes
from collections.abc import Callable
from threading import Thread
from time import monotonic
from typing import Generic, TypeVar

from engine.errors import ModelRefused, Problem

LIMIT = 2.0
GRACE = 0.5

T = TypeVar("T")


class OutOfTime(BaseException):
    """Thrown into the thread that takes too long; no handler of ordinary errors holds it up."""


class _Worker(Thread, Generic[T]):
    """Does the work, and keeps what came of it."""

    result: T
    error: BaseException | None = None

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True, name="reading a model")
        self._work = work

    def run(self) -> None:
        """Do the work; whatever it raises is raised again by the thread that waits for it."""
        try:
            self.result = self._work()
        except BaseException as error:  # noqa: BLE001 - handed on to the caller as it is
            self.error = error

    def interrupt(self) -> None:
        """Throw OutOfTime into the work."""
        if self.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(OutOfTime))


class Deadline:
    """A moment by which one or several pieces of work have to be done."""

    def __init__(self, seconds: float = LIMIT) -> None:
        self._seconds, self._end = seconds, monotonic() + seconds

    def run(self, work: Callable[[], T]) -> T:
        """Do some work in what is left of the time; return what it returns, or raise what it raises.

        Raises:
            ModelRefused: the time is over.
        """
        worker = _Worker(work)
        worker.start()
        worker.join(max(self._end - monotonic(), 0))
        if worker.is_alive():
            worker.interrupt()
            worker.join(GRACE)
        if worker.is_alive() or isinstance(worker.error, OutOfTime):
            message = f"The model took more than {self._seconds:g} seconds to read: split it into smaller processes."
            raise ModelRefused([Problem(None, 1, "time-limit", message)])
        if worker.error is not None:
            raise worker.error
        return worker.result
