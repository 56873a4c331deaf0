"""What a step costs, and how large the state is, when a lead has gone round the nurturing loop again and again."""

import time
from collections.abc import Sequence

import psycopg

from bench.desk import Desk
from bench.in_process import complete, go_round
from bench.measures import Figures, figures
from bench.report import Goal, Row
from bench.sizes import Sizes
from bench.steps import step_on
from bench.stock import StockEngine, Stuck
from bench.stock_engine import stock_traces
from bench.workbench import Workbench

SMALLEST_COHORT = 3
SLOWER, STATE_KB = 1.2, 10
WINDOW = 5
SIZE = "SELECT avg(octet_length(state)) FROM process_instance WHERE record_type = 'lead' AND record_id = ANY(%s)"


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Measure ours at each age, then the stock engine for as long as it lives."""
    return [*_ours(bench, sizes), *_stock(bench, sizes.loops)]


def _ours(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Age cohorts of leads, then measure them in turn, so that noise of the machine meets all ages alike."""
    desk = Desk(bench.baton)
    cohorts = {loops: _aged(desk, loops, sizes) for loops in sizes.loops}
    kilobytes = {loops: _state_kb(bench, leads) for loops, leads in cohorts.items()}
    latencies: dict[int, list[float]] = {loops: [] for loops in cohorts}
    for number in range(sizes.repeats):
        for loops, leads in cohorts.items():
            [task] = desk.open_tasks([leads[number % len(leads)]])
            latencies[loops].append(complete(desk, task, number))
    found = {loops: figures(taken, sum(taken)) for loops, taken in latencies.items()}
    first = found[sizes.loops[0]]
    return [_row(f"{loops:,} loops old", found[loops], first, kilobytes[loops]) for loops in sizes.loops]


def _row(case: str, found: Figures, first: Figures, kilobytes: float) -> Row:
    slower = found.p50 / first.p50
    goal = Goal(f"cost ≤ {SLOWER}×, ≤ {STATE_KB} kB", slower <= SLOWER and kilobytes <= STATE_KB)
    return Row(case, found, f"state {kilobytes:.1f} kB, p50 {slower:.2f}× that of the first", goal)


def _aged(desk: Desk, loops: int, sizes: Sizes) -> list[int]:
    """Return leads that have gone round the loop so often; few old ones, since each has to be walked there."""
    most = max(SMALLEST_COHORT, sizes.repeats * 20 // loops)
    leads = [desk.nurture(number) for number in range(min(sizes.repeats, most))]
    go_round(desk, leads, loops * len(leads))
    return leads


def _state_kb(bench: Workbench, leads: Sequence[int]) -> float:
    with psycopg.connect(bench.conninfo) as connection:
        found = connection.execute(SIZE, (list(leads),)).fetchone()
    assert found is not None
    return float(found[0]) / 1000


def _stock(bench: Workbench, ages: Sequence[int]) -> list[Row]:
    engine = StockEngine()
    [trace] = stock_traces(bench, engine, 1)
    step = step_on("distribution", 1)
    kilobytes: list[float] = []

    def restate(state: bytes) -> bytes:
        after = engine.complete(state, {"result": step.result, **step.values})
        kilobytes.append(len(after) / 1000)
        return after

    latencies: list[float] = []
    with psycopg.connect(bench.conninfo) as connection:
        while len(latencies) < max(ages) + WINDOW:
            began = time.perf_counter()
            try:
                trace.run(connection, restate)
            except (Stuck, RecursionError) as error:
                return [*_stock_rows(ages, latencies, kilobytes), _broken(len(latencies), kilobytes[-1], error)]
            latencies.append(time.perf_counter() - began)
    return _stock_rows(ages, latencies, kilobytes)


def _stock_rows(ages: Sequence[int], latencies: Sequence[float], kilobytes: Sequence[float]) -> list[Row]:
    windows = {age: latencies[age : age + WINDOW] for age in ages if age + WINDOW <= len(latencies)}
    found = {age: figures(taken, sum(taken)) for age, taken in windows.items()}
    rows = []
    for age, at_age in found.items():
        slower = at_age.p50 / found[min(found)].p50
        note = f"state {kilobytes[age - 1]:.1f} kB, p50 {slower:.2f}× that of the first"
        rows.append(Row(f"stock, {age:,} loops old", at_age, note))
    return rows


def _broken(loops: int, kilobytes: float, error: Exception) -> Row:
    return Row(f"stock, {loops:,} loops old", None, f"state {kilobytes:.1f} kB; broken: {type(error).__name__}")
