import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

PROGRAM = Path(__file__).with_name("children.py")


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    program = start(tmp_path)
    yield program
    if program.poll() is None:
        program.kill()
    program.communicate()


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, PROGRAM, folder, *arguments], env=environment, stderr=subprocess.PIPE, text=True
    )


def begun(folder: Path, name: str) -> list[int]:
    return [int(path.suffix[1:]) for path in folder.glob(f"{name}.*")]


def wait_for(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_a_child_that_is_killed_is_started_again(supervised: "subprocess.Popen[str]", tmp_path: Path) -> None:
    wait_for(lambda: begun(tmp_path, "one") and begun(tmp_path, "two"))
    [first], [other] = begun(tmp_path, "one"), begun(tmp_path, "two")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(begun(tmp_path, "one")) == 2)
    assert begun(tmp_path, "two") == [other]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_children_end_with_it(supervised: "subprocess.Popen[str]", tmp_path: Path, number: int) -> None:
    wait_for(lambda: begun(tmp_path, "one") and begun(tmp_path, "two"))
    supervised.send_signal(number)
    supervised.communicate(timeout=15)
    assert supervised.returncode == 0
    assert not any(map(lives, begun(tmp_path, "one") + begun(tmp_path, "two")))


def test_no_child_outlives_it_when_it_is_killed(supervised: "subprocess.Popen[str]", tmp_path: Path) -> None:
    wait_for(lambda: begun(tmp_path, "one") and begun(tmp_path, "two"))
    supervised.kill()
    wait_for(lambda: not any(map(lives, begun(tmp_path, "one") + begun(tmp_path, "two"))))


def test_it_gives_up_on_a_child_that_cannot_start(tmp_path: Path) -> None:
    program = start(tmp_path, "failing")
    _, said = program.communicate(timeout=30)
    assert program.returncode == 1
    assert "two process ends as soon as it starts" in said
    assert not any(map(lives, begun(tmp_path, "one")))
