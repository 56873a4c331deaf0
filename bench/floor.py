"""What the database alone would allow: the statements and commits of the same completions, sent without any engine."""

import time

import psycopg

from bench.desk import Desk
from bench.measures import figures
from bench.report import Row
from bench.sizes import Sizes
from bench.trace import Restate, Trace, record
from bench.workbench import Workbench


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Measure the recorded statements of both loops."""
    traces = traces_of(Desk(bench.baton), sizes.leads // 2)
    latencies = send(bench, traces, sizes.completions)
    statements = sum(len(trace.statements) for trace in traces) / len(traces)
    note = f"{statements:.1f} statements and a commit each"
    return [Row("same statements, no engine", figures(latencies, sum(latencies)), note)]


def traces_of(desk: Desk, leads: int) -> list[Trace]:
    """Return traces of both loops in turn, each of a new lead."""
    entered = [lead for number in range(leads) for lead in (desk.nurture(number), desk.hand_off(number))]
    tasks = desk.open_tasks(entered)
    record(desk, tasks[0], 0)
    return [record(desk, task, number) for number, task in enumerate(tasks)]


def send(bench: Workbench, traces: list[Trace], completions: int, restate: Restate | None = None) -> list[float]:
    """Run traces round after round and return how long each took."""
    latencies: list[float] = []
    with psycopg.connect(bench.conninfo) as connection:
        while len(latencies) < completions:
            for trace in traces:
                began = time.perf_counter()
                trace.run(connection, restate)
                latencies.append(time.perf_counter() - began)
    return latencies[:completions]
