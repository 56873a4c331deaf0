"""The same process on the stock engine, with the same statements around it as ours sends."""

import psycopg

from bench.desk import Desk, OpenTask
from bench.floor import send
from bench.measures import figures
from bench.report import Row
from bench.sizes import Sizes
from bench.steps import step_on
from bench.stock import StockEngine
from bench.trace import Trace, record
from bench.workbench import Workbench

LOOPS = 10


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Measure young instances, as old as ten loops: the stock engine gets slower with every one."""
    engine = StockEngine()
    traces = stock_traces(bench, engine, max(2, sizes.completions // LOOPS))
    step = step_on("distribution", 1)
    data = {"result": step.result, **step.values}
    latencies = send(bench, traces, sizes.completions, lambda state: engine.complete(state, data))
    note = f"1 to {LOOPS} loops old; JSON with its specs, same statements"
    return [Row("stock SpiffWorkflow", figures(latencies, sum(latencies)), note)]


def stock_traces(bench: Workbench, engine: StockEngine, leads: int) -> list[Trace]:
    """Return traces of leads in nurturing whose state was replaced by that of a stock instance."""
    desk = Desk(bench.baton)
    tasks = desk.open_tasks([desk.nurture(number) for number in range(leads)])
    traces = [record(desk, task, number) for number, task in enumerate(tasks)]
    _replace_states(bench, tasks, engine.begin("nurturing"))
    return traces


def _replace_states(bench: Workbench, tasks: list[OpenTask], state: bytes) -> None:
    statement = "UPDATE process_instance SET state = %s WHERE record_type = 'lead' AND record_id = ANY(%s)"
    with psycopg.connect(bench.conninfo) as connection:
        connection.execute(statement, (state, [task.lead_id for task in tasks]))
