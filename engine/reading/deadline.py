"""A time limit on reading a model that holds whatever the model does.

The work is done in a thread of its own, into which an exception is thrown when the time is over. That reaches any
loop of Python code, such as the one in which SpiffWorkflow's own parser can stay for ever. It cannot interrupt a
single call into C; those used here (libxml2, Python's own parser, regular expressions) work on inputs whose size and
depth are bounded before, and take milliseconds. Compared with a child process this needs no second copy of the
program in memory, starts in microseconds, and works in every server and worker alike.

What counts is the time that the thread computes, not the time that passes: a machine that is busy with other things
takes longer for a good model, too, which must not be refused for that.
"""

import ctypes
import time
from collections.abc import Callable
from threading import Thread, get_ident
from typing import Generic, TypeVar

from engine.errors import ModelRefused, Problem

LIMIT = 2.0
GRACE = 0.5
# How many times the limit may pass on the clock, for work that waits instead of computing.
PATIENCE = 15
PAUSE = 0.05

T = TypeVar("T")


class OutOfTime(BaseException):
    """Thrown into the thread that takes too long; no handler of ordinary errors holds it up."""


class _Worker(Thread, Generic[T]):
    """Does the work, and keeps what came of it."""

    result: T
    error: BaseException | None = None
    spent = 0.0
    _clock: int | None = None

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True, name="reading a model")
        self._work = work

    def run(self) -> None:
        """Do the work; whatever it raises is raised again by the thread that waits for it."""
        self._clock = time.pthread_getcpuclockid(get_ident())
        try:
            self.result = self._work()
        except BaseException as error:  # noqa: BLE001 - handed on to the caller as it is
            self.error = error
        finally:
            self.spent = time.thread_time()

    def look(self) -> float:
        """Return how many seconds the thread has computed so far."""
        try:
            return self.spent if self._clock is None else time.clock_gettime(self._clock)
        except OSError:  # it has ended just now, and its clock with it
            return self.spent

    def interrupt(self) -> None:
        """Throw OutOfTime into the work."""
        if self.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(OutOfTime))


class Deadline:
    """What time there is for one or several pieces of work, in seconds of computing."""

    def __init__(self, seconds: float = LIMIT) -> None:
        self._seconds, self._left, self._end = seconds, seconds, time.monotonic() + PATIENCE * seconds

    def run(self, work: Callable[[], T]) -> T:
        """Do some work in what is left of the time; return what it returns, or raise what it raises.

        Raises:
            ModelRefused: the time is over.
        """
        worker = _Worker(work)
        worker.start()
        worker.join(PAUSE)
        while worker.is_alive() and worker.look() < self._left and time.monotonic() < self._end:
            worker.join(PAUSE)
        self._left -= worker.spent
        if worker.is_alive():
            worker.interrupt()
            worker.join(GRACE)
        if worker.is_alive() or isinstance(worker.error, OutOfTime):
            message = f"The model took more than {self._seconds:g} seconds to read: split it into smaller processes."
            raise ModelRefused([Problem(None, 1, "time-limit", message)])
        if worker.error is not None:
            raise worker.error
        return worker.result
