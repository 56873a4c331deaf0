"""The inbox and the list of leads over HTTP, with ten thousand leads that each have an open task."""

import time
from urllib.parse import urlencode

import psycopg

from bench.copies import multiply
from bench.desk import Desk
from bench.measures import figures
from bench.report import Row
from bench.sizes import Sizes
from bench.wire import API, Wire
from bench.workbench import Workbench
from tasks.demo.people import PASSWORD

LISTS: dict[str, dict[str, str]] = {
    "leads": {},
    "leads of a stage": {"stage": "nurturing"},
    "leads of an owner": {"owner": "sales"},
    "leads found by words": {"q": "person 7"},
    "inbox": {"state": "open", "mine": "true"},
    "inbox of a group": {"state": "open", "group": "crm_sales"},
    "inbox by stage": {"state": "open", "mine": "true", "stage": "handoff"},
    "inbox found by words": {"state": "open", "q": "person 7"},
}


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Multiply some real leads to the number wanted, then ask for the first pages, one client."""
    desk = Desk(bench.baton)
    models = [desk.nurture(0), desk.hand_off(1)]
    with psycopg.connect(bench.conninfo, autocommit=True) as connection:
        for lead in models:
            multiply(connection, lead, sizes.listed // len(models))
        connection.execute("ANALYZE")
    with Wire(bench.serving.port).sign_in("sales", PASSWORD) as wire:
        return [_row(wire, name, filters, sizes.requests) for name, filters in LISTS.items()]


def _row(wire: Wire, name: str, filters: dict[str, str], requests: int) -> Row:
    path = f"{API}/{'tasks' if name.startswith('inbox') else 'leads'}?{urlencode(filters)}"
    latencies = []
    for number in range(requests + 3):
        began = time.perf_counter()
        page = wire.expect(200, "GET", path)
        if number >= 3:
            latencies.append(time.perf_counter() - began)
    return Row(name, figures(latencies, sum(latencies)), f"{len(page['items'])} rows")
