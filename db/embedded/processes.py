"""The processes of one cluster, found by the folder they work in: what a crash of the server leaves behind."""

import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil


def postmaster(cluster: Path) -> psutil.Process | None:
    """Return the server's main process, or None: a pid file may be stale, and its number given to another program."""
    try:
        process = psutil.Process(int((cluster / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (OSError, ValueError, psutil.NoSuchProcess):
        return None
    return process if _works_in(process, cluster) else None


def end_leftovers(cluster: Path, patience: float = 5.0) -> None:
    """Wait until nothing of a crashed server is left; press what does not end by itself."""
    for kind in (None, signal.SIGQUIT, signal.SIGKILL):
        left = list(_of(cluster))
        if kind is not None:
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(kind)
        deadline = time.monotonic() + patience
        while left and time.monotonic() < deadline:
            left = psutil.wait_procs(left, timeout=0.05)[1]
        if not left:
            return


def _of(cluster: Path) -> Iterator[psutil.Process]:
    return (process for process in psutil.process_iter() if _works_in(process, cluster))


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    """Say whether a process is a PostgreSQL one of this cluster: they all change into its folder."""
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == cluster
    except psutil.Error:
        return False
