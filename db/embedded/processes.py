"""The processes of one cluster, found by the folder they work in: what a crash of the server leaves behind."""

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
    for process in psutil.wait_procs(list(_of(cluster)), timeout=patience)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(list(_of(cluster)), timeout=patience)


def _of(cluster: Path) -> Iterator[psutil.Process]:
    return (process for process in psutil.process_iter() if _works_in(process, cluster))


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    """Say whether a process is a PostgreSQL one of this cluster: they all change into its folder."""
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == cluster
    except psutil.Error:
        return False
