"""The processes of one cluster, found by the folder they work in: what a crash of the server leaves behind."""

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


def end_leftovers(cluster: Path, patience: float = 2.0) -> None:
    """Wait until nothing of a crashed server is left; end what is too busy to see that its head is gone."""
    if _wait_for_end(cluster, patience):
        return
    for process in _of(cluster):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    _wait_for_end(cluster, patience)


def _wait_for_end(cluster: Path, patience: float) -> bool:
    """Say whether all processes ended in time. Dead ones that nobody buried, as in many containers, don't count."""
    deadline = time.monotonic() + patience
    while any(_of(cluster)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _of(cluster: Path) -> Iterator[psutil.Process]:
    return (process for process in psutil.process_iter() if _works_in(process, cluster))


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    """Say whether a process is a PostgreSQL one of this cluster: they all change into its folder."""
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == cluster
    except psutil.Error:
        return False
