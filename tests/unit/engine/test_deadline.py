"""Reading a model ends in time, whatever the model does."""

import threading
import time

import pytest

from engine.errors import ModelRefused
from engine.reading.deadline import Deadline


def test_work_that_never_ends_is_interrupted_and_its_thread_is_gone() -> None:
    def stubborn() -> None:
        while True:
            try:
                while True:
                    pass
            except Exception:  # noqa: BLE001 - as stubborn as can be
                continue

    begin = time.perf_counter()
    with pytest.raises(ModelRefused) as caught:
        Deadline(0.1).run(stubborn)
    assert time.perf_counter() - begin < 1
    assert caught.value.problems[0].rule == "time-limit"
    assert not [thread for thread in threading.enumerate() if thread.name == "reading a model"]


def test_work_that_ends_gives_its_result_or_its_error() -> None:
    assert Deadline().run(lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        Deadline().run(lambda: 1 / 0)


def test_several_pieces_of_work_share_the_time() -> None:
    deadline = Deadline(0.2)
    deadline.run(lambda: time.sleep(0.15))
    with pytest.raises(ModelRefused):
        deadline.run(lambda: time.sleep(0.3))
