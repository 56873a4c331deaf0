"""Completions a second over HTTP, with tokens, against `baton serve` as it comes: its web processes and its worker."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.desk import Desk, OpenTask
from bench.measures import figures
from bench.report import Row, at_least, at_most
from bench.sizes import Sizes
from bench.steps import step_on
from bench.wire import API, Wire
from bench.workbench import Workbench
from tasks.demo.people import PASSWORD

CLIENTS = 8
RATE, P95_MS = 300, 10


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Measure one client, then eight at once."""
    desk = Desk(bench.baton)
    leads = [lead for number in range(sizes.leads) for lead in (desk.nurture(number), desk.hand_off(number))]
    _measured(bench, desk, leads, CLIENTS, len(leads))
    alone = figures(*_measured(bench, desk, leads, 1, sizes.over_http // 3))
    together = figures(*_measured(bench, desk, leads, CLIENTS, sizes.over_http))
    return [
        Row("1 client", alone, goal=at_most(alone.p95, P95_MS, " ms", "p95")),
        Row(f"{CLIENTS} clients", together, goal=at_least(together.rate, RATE)),
    ]


def _measured(
    bench: Workbench, desk: Desk, leads: Sequence[int], clients: int, completions: int
) -> tuple[list[float], float]:
    """Return the latency of each completion and the time all took; finding open tasks between rounds is not timed."""
    wires = [Wire(bench.serving.port).sign_in("sales", PASSWORD) for _ in range(clients)]
    latencies: list[float] = []
    seconds = 0.0
    with ThreadPoolExecutor(clients) as threads:
        while len(latencies) < completions:
            tasks = desk.open_tasks(leads)
            shares = [tasks[part::clients] for part in range(clients)]
            began = time.perf_counter()
            found = list(threads.map(_complete_all, wires, shares))
            seconds += time.perf_counter() - began
            latencies += [latency for share in found for latency in share]
    for wire in wires:
        wire.close()
    return latencies, seconds


def _complete_all(wire: Wire, tasks: Sequence[OpenTask]) -> list[float]:
    latencies = []
    for number, task in enumerate(tasks):
        step = step_on(task.element, number)
        body = {"result": step.result, "values": step.values}
        began = time.perf_counter()
        wire.expect(200, "POST", f"{API}/tasks/{task.id}/complete", body)
        latencies.append(time.perf_counter() - began)
    return latencies
