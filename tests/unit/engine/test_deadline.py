"""Reading a model ends in time, whatever the model does."""

import threading
import time

import pytest

from engine.errors import ModelRefused
from engine.reading.deadline import Deadline


def compute(seconds: float, done: threading.Event | None = None) -> None:
    begin = time.thread_time()
    while time.thread_time() - begin < seconds and not (done and done.is_set()):
        pass


def test_work_that_never_ends_is_interrupted_and_its_thread_is_gone() -> None:
    def stubborn() -> None:
        while True:
            try:
                while True:
                    pass
            except Exception:  # noqa: BLE001 - as stubborn as can be
                continue

    with pytest.raises(ModelRefused) as caught:
        Deadline(0.1).run(stubborn)
    assert caught.value.problems[0].rule == "time-limit"
    assert not [thread for thread in threading.enumerate() if thread.name == "reading a model"]


def test_work_that_ends_gives_its_result_or_its_error() -> None:
    assert Deadline().run(lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        Deadline().run(lambda: 1 / 0)


def test_several_pieces_of_work_share_the_time() -> None:
    deadline = Deadline(0.4)
    deadline.run(lambda: compute(0.3))
    with pytest.raises(ModelRefused):
        deadline.run(lambda: compute(0.3))


def test_a_busy_machine_does_not_make_a_model_slow() -> None:
    done = threading.Event()
    busy = [threading.Thread(target=lambda: compute(10, done), daemon=True) for _ in range(3)]
    for thread in busy:
        thread.start()
    try:
        Deadline(0.4).run(lambda: compute(0.2))
    finally:
        done.set()
        for thread in busy:
            thread.join()


def test_work_that_waits_instead_of_computing_ends_too() -> None:
    with pytest.raises(ModelRefused):
        Deadline(0.1).run(lambda: [time.sleep(0.01) for _ in range(1000)])
