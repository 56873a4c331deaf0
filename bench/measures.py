"""What a series of timed pieces of work comes to."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """Latencies in milliseconds, and how many pieces of work a second went through."""

    count: int
    rate: float
    p50: float
    p95: float


def figures(latencies: Sequence[float], seconds: float) -> Figures:
    """Sum up latencies (in seconds) of work that took `seconds` all in all."""
    ordered = sorted(latencies)
    return Figures(len(ordered), len(ordered) / seconds, percentile(ordered, 50), percentile(ordered, 95))


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return a percentile of sorted seconds, in milliseconds, as the value of the nearest rank."""
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000
