"""Leads imported from a workbook and from a text file, against the floor: the same file read, and the same lines sent
by COPY into a bare table, in the same run. The reading process is counted in: its peak of memory, or ours, if higher.
"""

import csv
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import psycopg
import xlsxwriter
from python_calamine import CalamineWorkbook

from bench.measures import Figures
from bench.report import Goal, Row
from bench.sizes import Sizes
from bench.workbench import Workbench
from db.connection import conninfo
from tasks.imports import running, service
from tasks.work import Work

HEADINGS = ("Email", "Contact name", "Account name", "Customer need", "Lead source", "Owner", "Mobile phone", "Country", "Budget", "Close date")  # fmt: skip
NEEDS, SOURCES, OWNERS, COUNTRIES = ("Software", "Hardware"), ("Google", "linkedin"), ("sales", "sales2"), ("PL", "DE", "FR")  # fmt: skip
MAPPING = {"columns": {"Close date": "expected_close_date", **{name: name.lower().replace(" ", "_") for name in HEADINGS[:9]}}, "key": "email"}  # fmt: skip
MAPPING["columns"]["Lead source"] = "source"  # type: ignore[index]
SHARE, MEMORY = 0.3, 400
FLOOR = "CREATE TABLE import_floor ({})"


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Import a workbook, then a text file."""
    book, text = bench.folder / "leads.xlsx", bench.folder / "leads.csv"
    _write_book(book, sizes.imported_book)
    _write_text(text, sizes.imported_text)
    return [
        *_measure(bench, "workbook", book, sizes.imported_book, _read_book),
        *_measure(bench, "text", text, sizes.imported_text, _read_text),
    ]


def _measure(
    bench: Workbench, name: str, path: Path, count: int, read: Callable[[Path], Iterator[Sequence[object]]]
) -> list[Row]:
    floor = _timed(count, lambda: _floor(bench, path, read))
    began, peak = time.perf_counter(), _peak()
    outcome = _import(bench, path)
    assert outcome["added"] == count, outcome
    seconds = time.perf_counter() - began
    found = Figures(count, count / seconds, 0.0, 0.0)
    share = found.rate / floor.rate
    used = max(peak, _peak())
    return [
        Row(f"{name} of {count:,} lines: floor", floor, "read, and sent by COPY into a bare table"),
        Row(
            f"{name} of {count:,} lines: imported",
            found,
            f"{share:.2f} of the floor",
            Goal(f"≥ {SHARE} of the floor", share >= SHARE, share / SHARE),
        ),
        Row(f"{name}: memory", None, f"{used} MB at most", Goal(f"< {MEMORY} MB", used < MEMORY)),
    ]


def _timed(count: int, act: Callable[[], None]) -> Figures:
    began = time.perf_counter()
    act()
    return Figures(count, count / (time.perf_counter() - began), 0.0, 0.0)


def _floor(bench: Workbench, path: Path, read: Callable[[Path], Iterator[Sequence[object]]]) -> None:
    with psycopg.connect(conninfo(bench.server.url())) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_floor")
        cursor.execute(FLOOR.format(", ".join(f"c{number} text" for number in range(len(HEADINGS)))))
        with cursor.copy("COPY import_floor FROM STDIN") as copy:
            for cells in read(path):
                copy.write_row(cells)
        connection.commit()
        cursor.execute("DROP TABLE import_floor")


def _import(bench: Workbench, path: Path) -> dict[str, object]:
    with bench.baton.sessions.begin() as session, path.open("rb") as file:
        work = Work(session, bench.baton, running.NOBODY)
        found = service.receive(work, path.name, file, MAPPING)
        service.begin(work, found, deferred=False)
        import_id = found.id
    running.run(bench.baton, import_id)
    with bench.baton.sessions() as session:
        return service.outcome(session, import_id)


def _peak() -> int:
    """Return the most memory that this process or one that it has started ever had, in MB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024


def _lines(prefix: str, count: int) -> Iterator[list[str]]:
    for n in range(count):
        budget, day = f"{n % 90_000}.50", f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}"
        yield [
            f"person{n}@{prefix}.example", f"Person {n} {prefix}", f"Company {n % 5000}", NEEDS[n % 2], SOURCES[n % 2],
            OWNERS[n % 2], f"+48 22 {n:07}", COUNTRIES[n % 3], budget, day,
        ]  # fmt: skip


def _write_book(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Leads")
        sheet.write_row(0, 0, HEADINGS)
        for number, cells in enumerate(_lines("book", count), 1):
            sheet.write_row(number, 0, cells)


def _write_text(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_lines("text", count))


def _read_book(path: Path) -> Iterator[Sequence[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    yield from book.get_sheet_by_index(0).iter_rows()


def _read_text(path: Path) -> Iterator[Sequence[object]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.reader(file)
