"""Five thousand persons become leads through the API, and five hundred of them are worked on until they end.

`python -m bench.torture.persons [--leads 5000] [--walks 500] [--clients 4] [--persons febrl4|made-up]`
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from random import Random
from typing import Any

import psycopg

from bench.measures import Figures, figures
from bench.torture import people
from bench.torture.invariants import violations
from bench.torture.walker import Stuck, Walker
from bench.wire import API, Unexpected, Wire
from bench.workbench import fresh_folder, workbench
from tasks.demo.people import PASSWORD


def main(arguments: Sequence[str] | None = None) -> int:
    """Post, walk, check; return 1 when anything went wrong."""
    given = _parsed(arguments)
    try:
        persons = list(islice(people.febrl4() if given.persons == "febrl4" else people.made_up(), given.leads))
    except people.PersonsMissing as error:
        print(error, file=sys.stderr)
        return 1
    with fresh_folder() as folder, workbench(folder) as bench:
        leads, posting = post(bench.serving.port, persons, given.clients)
        print(f"{len(leads):,} persons of {given.persons} posted as leads: {_told(posting)}, {given.clients} clients")
        began = time.monotonic()
        ended, done, failures = walk(bench.serving.port, leads[: given.walks], given.clients, given.seed)
        seconds = time.monotonic() - began
        failures += violations(bench.server.url())
        with psycopg.connect(bench.conninfo) as connection:
            failures += _miscounted(connection, len(leads), sum(ended.values()))
    print(f"{sum(ended.values()):,} of {given.walks:,} walked to an end in {seconds:.0f} s: {_counts(ended)}")
    print(f"on the way: {_counts(done)}")
    for failure in failures:
        print(f"BROKEN {failure}", file=sys.stderr)
    print(f"{len(failures)} invariants broken" if failures else "none stuck, stage and process agree")
    return 1 if failures else 0


def post(port: int, persons: Sequence[dict[str, Any]], clients: int) -> tuple[list[int], Figures]:
    """Post persons as leads from several clients at once; return the ids in order, and figures."""
    shares = [persons[part::clients] for part in range(clients)]
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        found = list(threads.map(lambda share: _post_all(port, share), shares))
    seconds = time.perf_counter() - began
    posted = [pair for share in found for pair in share]
    return sorted(lead for lead, _ in posted), figures([taken for _, taken in posted], seconds)


def walk(port: int, leads: Sequence[int], clients: int, seed: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """Work on leads from several clients at once; return where they ended, what was done, and what went wrong."""
    shares = [leads[part::clients] for part in range(clients)]
    with ThreadPoolExecutor(clients) as threads:
        found = list(threads.map(lambda share, part: _walk_all(port, share, seed + part), shares, range(clients)))
    ended, done, failures = Counter[str](), Counter[str](), list[str]()
    for stages, counts, failed in found:
        ended += stages
        done += counts
        failures += failed
    return ended, done, failures


def _post_all(port: int, persons: Sequence[dict[str, Any]]) -> list[tuple[int, float]]:
    posted = []
    with Wire(port).sign_in("sales", PASSWORD) as wire:
        for person in persons:
            began = time.perf_counter()
            lead = wire.expect(201, "POST", f"{API}/leads", person)
            posted.append((lead["id"], time.perf_counter() - began))
    return posted


def _walk_all(port: int, leads: Sequence[int], seed: int) -> tuple[Counter[str], Counter[str], list[str]]:
    ended, failures = Counter[str](), list[str]()
    with Wire(port).sign_in("manager", PASSWORD) as wire:
        walker = Walker(wire, Random(seed))
        for lead_id in leads:
            try:
                ended[walker.walk(lead_id)] += 1
            except (Stuck, Unexpected, AssertionError, OSError) as error:
                failures.append(f"lead {lead_id}: {type(error).__name__}: {error}")
    return ended, walker.done, failures


def _miscounted(connection: psycopg.Connection[Any], posted: int, ended: int) -> list[str]:
    [leads] = connection.execute("SELECT count(*) FROM lead").fetchone() or (0,)
    statement = "SELECT count(*) FROM process_instance WHERE record_type = 'lead' AND status = 'completed'"
    [instances] = connection.execute(statement).fetchone() or (0,)
    failures = [] if leads == posted else [f"{posted} leads were posted, {leads} are there"]
    # A lead that was disqualified or moved to an end before it was qualified never had an instance.
    return failures if instances <= ended else [*failures, f"{ended} leads ended, but {instances} instances did"]


def _told(found: Figures) -> str:
    return f"{found.rate:.0f}/s, p50 {found.p50:.1f} ms, p95 {found.p95:.1f} ms"


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counted.most_common())


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.torture.persons", description=__doc__)
    parser.add_argument("--leads", type=int, default=5000)
    parser.add_argument("--walks", type=int, default=500)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--persons", choices=("febrl4", "made-up"), default="febrl4")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
