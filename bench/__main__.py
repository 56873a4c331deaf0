"""`make bench`: every benchmark on one PostgreSQL in one run, a table at the end, and `bench/results/*.json`."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace

from bench import (
    duplicates,
    floor,
    growth,
    imports,
    in_process,
    lists,
    migration,
    over_http,
    report,
    stock_engine,
    yardstick,
)
from bench.report import Row
from bench.sizes import FULL, QUICK, Sizes
from bench.workbench import Workbench, fresh_folder, workbench

BENCHMARKS: dict[str, Callable[[Workbench, Sizes], list[Row]]] = {
    "yardstick": yardstick.run,
    "in-process": in_process.run,
    "floor": floor.run,
    "stock": stock_engine.run,
    "growth": growth.run,
    "over-http": over_http.run,
    "lists": lists.run,
    "migration": migration.run,
    "imports": imports.run,
    "duplicates": duplicates.run,
}
REFERENCE, RELATED = "in-process", ("in-process", "floor", "stock", "over-http")
"""Those that measure the same completions, related to the first row of one of them."""


def run(names: list[str], sizes: Sizes) -> dict[str, list[Row]]:
    """Run benchmarks one after the other and return their rows."""
    found: dict[str, list[Row]] = {}
    with fresh_folder() as folder, workbench(folder) as bench:
        for name in names:
            print(f"{name} …", file=sys.stderr, flush=True)
            rows = [replace(row, benchmark=name) for row in BENCHMARKS[name](bench, sizes)]
            reference = found[REFERENCE][0].figures if REFERENCE in found else rows[0].figures
            found[name] = report.relate(rows, reference) if reference and name in RELATED else rows
    return found


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("benchmarks", nargs="*", choices=[[], *BENCHMARKS], help="which ones (all)")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: do they run at all?")
    parser.add_argument("--searched", type=int, help="among how many leads similar ones are looked up")
    given = parser.parse_args(arguments)
    sizes = QUICK if given.quick else FULL
    found = run(given.benchmarks or list(BENCHMARKS), replace(sizes, searched=given.searched or sizes.searched))
    for name, rows in found.items():
        report.write(name, rows, quick=given.quick)
    pace = yardstick.pace(found["yardstick"]) if "yardstick" in found else None
    print(report.table((row for rows in found.values() for row in rows), pace))
    print("\nratio: rate against that of one worker in process. Goals are for a quiet machine: see the yardstick.")


if __name__ == "__main__":
    main()
