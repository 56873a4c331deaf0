"""A real `baton serve` on a data folder: started, waited for, stopped, or killed with all its children."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.wire import Wire

START = "from webui.commands import main; main()"
ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


class NeverReady(Exception):
    """The server did not answer in time; `said` is the end of its log."""

    def __init__(self, seconds: float, said: str) -> None:
        super().__init__(f"No answer within {seconds:g} s. It said:\n{said}")


class Serving:
    """`baton serve` as its own process group. It may be killed and started again on the same port."""

    def __init__(self, folder: Path, *options: str, environ: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self._log = folder / "serve.log"
        self._command = [sys.executable, "-c", START, "serve", "--port", str(self.port), *options]
        self._environ = os.environ | {"BATON_DATA_DIR": str(folder), "BATON_LOG_LEVEL": "WARNING"} | dict(environ or {})
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> float:
        """Start the program and wait until it is ready; return the seconds it took."""
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=ROOT, env=self._environ, start_new_session=True
            )
        self.wait_ready()
        return time.monotonic() - began

    def wait_ready(self, patience: float = PATIENCE) -> float:
        """Wait until the service says that it is ready; return the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            if self._process is not None and self._process.poll() is not None:
                break
            if is_ready(self.port):
                return time.monotonic() - began
            time.sleep(0.05)
        raise NeverReady(time.monotonic() - began, self.said())

    def kill(self) -> None:
        """Kill the program and all its children at once, as a machine would that loses its power."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the program in good order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE)
            self._process = None

    def said(self) -> str:
        """Return the end of the log."""
        return self._log.read_text(errors="replace")[-12000:] if self._log.exists() else ""

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, number)
            self._process.wait()
            self._process = None


def is_ready(port: int) -> bool:
    """Say whether a service answers on a port that it is ready."""
    try:
        with Wire(port, timeout=5) as wire:
            return wire.ask("GET", "/readyz").status == 200
    except OSError:
        return False


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
