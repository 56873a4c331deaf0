"""Two locks that the kernel lets go when their holder dies, however it dies: no count of users can be left wrong."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file alone, waiting for whoever holds it."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Attendance:
    """Who uses the server: each program holds the file shared for as long as it lives.

    A child that was forked holds it with its parent, and `leave` lets go for both: only the program that started the
    children calls it, after them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def enter(self) -> None:
        """Count this program in."""
        if self._handle is None:
            self._handle = _open(self._path)
            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Count this program out and say whether it was the last one."""
        if self._handle is None:
            return False
        handle, self._handle = self._handle, None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
