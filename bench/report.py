"""Rows of the table that a run prints, each with its goal if the project has set one; and the same as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.measures import Figures
from db import clock

RESULTS = Path(__file__).parent / "results"
HEADINGS = ("benchmark", "case", "per s", "p50 ms", "p95 ms", "ratio", "note", "goal", "")
RIGHT = {2, 3, 4, 5}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as people read it, and whether it is met; `share` is how much of a rate that is asked for was reached."""

    text: str
    met: bool
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One measured case. `ratio` is its rate against the reference of the run, or what the note says it is."""

    case: str
    figures: Figures | None = None
    note: str = ""
    goal: Goal | None = None
    ratio: float | None = None
    benchmark: str = ""


def at_least(rate: float, limit: float) -> Goal:
    """Return the goal of a rate."""
    return Goal(f"≥ {limit:g}/s", rate >= limit, rate / limit)


def at_most(value: float, limit: float, unit: str, what: str = "") -> Goal:
    """Return the goal of a size, a latency or a ratio."""
    return Goal(f"{what}{' ' if what else ''}≤ {limit:g}{unit}", value <= limit)


def relate(rows: Sequence[Row], reference: Figures) -> list[Row]:
    """Set each rate in relation to the reference of the same run; machines differ, ratios hardly."""
    return [
        replace(row, ratio=row.figures.rate / reference.rate) if row.figures and row.ratio is None else row
        for row in rows
    ]


def table(rows: Iterable[Row], pace: float | None = None) -> str:
    """Return the rows as text in columns; `pace` is that of this machine against the one that the goals are for."""
    cells = [HEADINGS, *(_cells(row, pace) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = ["  ".join(_aligned(line, widths)).rstrip() for line in cells]
    return "\n".join([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])


def write(benchmark: str, rows: Sequence[Row], *, quick: bool) -> Path:
    """Write the rows of one benchmark as JSON, with the machine they were measured on."""
    RESULTS.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform()}
    found = {"benchmark": benchmark, "at": clock.now().isoformat(), "quick": quick, "machine": machine}
    file = RESULTS / f"{benchmark}.json"
    file.write_text(json.dumps({**found, "rows": [asdict(row) for row in rows]}, indent=2, ensure_ascii=False) + "\n")
    return file


def _cells(row: Row, pace: float | None) -> tuple[str, ...]:
    found = row.figures
    numbers = (f"{found.rate:,.0f}", f"{found.p50:.2f}", f"{found.p95:.2f}") if found else ("", "", "")
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}×"
    goal = (row.goal.text, _verdict(row.goal, pace)) if row.goal else ("", "")
    return (row.benchmark, row.case, *numbers, ratio, row.note, *goal)


def _verdict(goal: Goal, pace: float | None) -> str:
    """Say whether a goal is met; of a rate that is not, how much of it, and how much for a machine of this pace."""
    if goal.met:
        return "met"
    if goal.share is None or pace is None:
        return "NOT MET"
    return f"NOT MET: {goal.share:.0%}; at this machine's pace {goal.share / pace:.0%}"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        cell.rjust(width) if column in RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
