import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from db.embedded import processes

START = "from webui.commands import main; main()"


class Serving:
    """`baton serve` on a data folder of its own, from nothing."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self.program = self.start()

    @property
    def environment(self) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
        return environment | {"BATON_DATA_DIR": str(self.folder), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        called = [sys.executable, "-c", START, *arguments]
        return subprocess.run(called, env=self.environment, capture_output=True, text=True, check=False)

    def start(self) -> "subprocess.Popen[str]":
        arguments = ["serve", "--port", str(self.port), "--workers", "1"]
        with (self.folder / "serve.log").open("a") as log:
            self.program = subprocess.Popen(
                [sys.executable, "-c", START, *arguments], env=self.environment, stdout=log, stderr=log, text=True
            )
        return self.program

    def said(self) -> str:
        return (self.folder / "serve.log").read_text()

    def wait_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            assert self.program.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def is_ready(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.program.pid).children(recursive=True)

    def postmaster(self) -> psutil.Process | None:
        return processes.postmaster(self.folder / "postgres")


@pytest.fixture
def serving() -> Iterator[Serving]:
    with tempfile.TemporaryDirectory(prefix="baton-serve-") as name:
        Path(name).chmod(0o711)
        serving = Serving(Path(name))
        serving.wait_ready()
        yield serving
        if serving.program.poll() is None:
            serving.program.terminate()
        serving.program.wait(40)
        if server := serving.postmaster():
            server.send_signal(signal.SIGINT)
            psutil.wait_procs([server], timeout=10)


def test_it_comes_up_from_nothing_and_leaves_nothing_running(serving: Serving) -> None:
    children = serving.children()
    assert len(children) == 3
    serving.program.terminate()
    serving.program.wait(40)
    assert serving.program.returncode == 0, serving.said()
    assert psutil.wait_procs(children, timeout=5)[1] == []
    assert serving.postmaster() is None


def test_it_keeps_its_database_to_itself(serving: Serving, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    assert serving.command("backup", str(file)).returncode == 0
    refused = serving.command("restore", str(file))
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert serving.is_ready()


def test_it_outlives_the_death_of_its_database_and_of_its_children(serving: Serving) -> None:
    server = serving.postmaster()
    assert server
    server.kill()
    for child in serving.children():
        with suppress(psutil.NoSuchProcess):
            child.kill()
    serving.wait_ready()
    assert serving.program.poll() is None


def test_after_it_was_killed_the_next_one_takes_over_port_and_database(serving: Serving) -> None:
    children = serving.children()
    serving.program.kill()
    serving.program.wait()
    serving.start()
    serving.wait_ready()
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_a_port_that_is_taken_is_refused_in_one_line(serving: Serving) -> None:
    environment = os.environ | {"BATON_DATA_DIR": str(serving.folder)}
    second = subprocess.run(
        [sys.executable, "-c", START, "serve", "--port", str(serving.port)],
        env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (second.returncode, second.stderr.count("\n")) == (1, 1)
    assert f"127.0.0.1:{serving.port}" in second.stderr
    assert serving.is_ready()
