"""Completions a second through the service layer: the shipped process, each completion a transaction of its own."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from bench.desk import Desk, OpenTask
from bench.measures import figures
from bench.report import Row, at_least
from bench.sizes import Sizes
from bench.steps import step_on
from bench.workbench import Workbench
from db.settings import Settings
from tasks import bootstrap

GOAL = 700
WORKERS = 2


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Measure one worker on both loops together, on each alone, and two workers at once."""
    desk = Desk(bench.baton)
    nurtured = [desk.nurture(number) for number in range(sizes.leads)]
    contacted = [desk.hand_off(number) for number in range(sizes.leads)]
    mixed = [lead for pair in zip(nurtured, contacted, strict=True) for lead in pair]
    go_round(desk, mixed, len(mixed))
    one = figures(*timed(desk, mixed, sizes.completions))
    rows = [Row("1 worker, both loops", one, goal=at_least(one.rate, GOAL))]
    for name, leads in (("nurturing goes on", nurtured), ("contact rescheduled", contacted)):
        rows.append(Row(f"1 worker, {name}", figures(*timed(desk, leads, sizes.completions // 3))))
    rows.append(Row(f"{WORKERS} workers, both loops", figures(*_in_parallel(bench, mixed, sizes.completions))))
    return rows


def timed(desk: Desk, leads: Sequence[int], completions: int) -> tuple[list[float], float]:
    """Return the latency of each completion, and the sum of them."""
    latencies = go_round(desk, leads, completions)
    return latencies, sum(latencies)


def go_round(desk: Desk, leads: Sequence[int], completions: int) -> list[float]:
    """Complete tasks of the leads, round after round, and return how long each took; looking them up is not timed."""
    latencies: list[float] = []
    while len(latencies) < completions:
        latencies += [complete(desk, task, len(latencies)) for task in desk.open_tasks(leads)]
    return latencies[:completions]


def complete(desk: Desk, task: OpenTask, number: int) -> float:
    """Complete one task of a loop and return the seconds it took."""
    step = step_on(task.element, number)
    began = time.perf_counter()
    desk.complete(task.id, step.result, step.values)
    return time.perf_counter() - began


def _in_parallel(bench: Workbench, leads: Sequence[int], completions: int) -> tuple[list[float], float]:
    """Have processes go round leads of their own at the same time; return all latencies and the time of the slowest."""
    context = get_context("spawn")
    address = bench.server.url().render_as_string(hide_password=False)
    with context.Manager() as manager, ProcessPoolExecutor(WORKERS, mp_context=context) as processes:
        together = manager.Barrier(WORKERS)
        begun = [
            processes.submit(
                _worker, bench.settings, address, leads[part::WORKERS], completions // WORKERS, together.wait
            )
            for part in range(WORKERS)
        ]
        found = [worker.result() for worker in begun]
    return [latency for latencies in found for latency in latencies], max(map(sum, found))


def _worker(
    settings: Settings, address: str, leads: Sequence[int], completions: int, wait: Callable[[], Any]
) -> list[float]:
    baton = bootstrap.build(settings, address)
    desk = Desk(baton)
    go_round(desk, leads, min(len(leads), 50))
    wait()
    latencies = go_round(desk, leads, completions)
    baton.engine.dispose()
    return latencies
