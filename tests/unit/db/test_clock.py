from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from db import clock

DAY = timedelta(days=1)


def test_a_moved_clock_goes_back_when_the_block_is_left() -> None:
    before = clock.now()
    with clock.moved(DAY), clock.moved(DAY):
        assert clock.now() - before >= 2 * DAY
    assert clock.now() - before < DAY


def test_what_one_thread_moves_no_other_one_notices() -> None:
    before = clock.now()
    with ThreadPoolExecutor(1) as pool, clock.moved(DAY):
        assert pool.submit(clock.now).result() - before < DAY
