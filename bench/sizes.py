"""How much is measured: enough for steady figures, or just enough to see that a benchmark runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Leads a worker goes round, completions timed, loops behind a lead, leads listed, requests a list, leads moved, lines imported, leads searched for similar ones, persons of a data set."""

    leads: int = 300
    completions: int = 3000
    over_http: int = 2400
    loops: tuple[int, ...] = (1, 10, 100, 1000)
    repeats: int = 150
    listed: int = 10_000
    requests: int = 150
    moved: int = 1000
    imported_book: int = 100_000
    imported_text: int = 1_000_000
    searched: int = 100_000
    persons: int = 5000


FULL = Sizes()
QUICK = Sizes(
    leads=4,
    completions=12,
    over_http=12,
    loops=(1, 3),
    repeats=2,
    listed=20,
    requests=2,
    moved=8,
    imported_book=30,
    imported_text=50,
    searched=50,
    persons=20,
)
