"""The process that reads a file: `python -m tasks.imports.reader`, told by JSON what to do.

Apart from the program, because a workbook has to be unpacked as a whole and may be made to do harm: what happens here
cannot take the worker along, and its memory is given back in the end. Lines go out as COPY takes them.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from tasks.imports.cells import Cell, as_text
from tasks.imports.cleaning import Cleaner
from tasks.imports.formats import Unreadable
from tasks.imports.mapping import Mapping
from tasks.imports.tables import Line, Table, limit_memory

REFUSED = 3
MEMORY = 1500
SAMPLE = 20
BLOCK = 500
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
QUOTES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def columns_of(heading: Sequence[Cell]) -> list[str]:
    """Return a name for each column: its heading, with a number where two are alike or one is missing."""
    names: list[str] = []
    for number, cell in enumerate(heading, 1):
        name = " ".join(as_text(cell).split()) or f"Column {number}"
        alike = sum(each == name or each.startswith(f"{name} (") for each in names)
        names.append(f"{name} ({alike + 1})" if alike else name)
    return names


def begin(table: Table) -> tuple[list[str], Iterator[Line]]:
    """Return the names of the columns, from the first line that holds anything, and the lines after it."""
    lines = table.lines()
    heading = next(lines, None)
    if heading is None:
        raise Unreadable("the sheet is empty." if table.sheets else "it is empty.")
    return columns_of(heading[1]), lines


def look(path: Path, mapping: dict[str, Any]) -> dict[str, Any]:
    """Return what the file is, its columns, and its first lines as text."""
    table = Table(path, **mapping)
    columns, lines = begin(table)
    sample = [[number, [as_text(cell) for cell in cells]] for number, cells in islice(lines, SAMPLE)]
    return {
        "format": table.format,
        "sheets": table.sheets,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "columns": columns,
        "sample": sample,
    }


def send(path: Path, import_id: int, mapping: Mapping, after: int, most: int | None) -> None:
    """Write the lines after one as COPY takes them into the staging table, and nothing else."""
    table = Table(path, sheet=mapping.sheet, encoding=mapping.encoding, delimiter=mapping.delimiter)
    columns, lines = begin(table)
    cleaner = Cleaner(mapping, columns)
    begun = (line for line in lines if line[0] > after)
    out, pending = sys.stdout.buffer, []
    for number, cells in islice(begun, most):
        pending.append(_row(import_id, number, cells, cleaner))
        if len(pending) == BLOCK:
            out.write("".join(pending).encode())
            pending.clear()
    out.write("".join(pending).encode())
    out.flush()


def _row(import_id: int, number: int, cells: Sequence[Cell], cleaner: Cleaner) -> str:
    values, problem = cleaner.clean(cells)
    key = cleaner.key(values) if problem is None else None
    array = ",".join("NULL" if value is None else f'"{value.translate(QUOTES)}"' for value in values)
    original = orjson.dumps([as_text(cell) for cell in cells]).decode()
    parts = (original, f"{{{array}}}", problem, key)
    texts = "\t".join("\\N" if part is None else part.translate(ESCAPES) for part in parts)
    return f"{import_id}\t{number}\t{texts}\t{cleaner.fingerprint(values)}\n"


def main() -> None:
    """Do what the first argument says; refusals end with a code of their own, and the reason on standard error."""
    asked = orjson.loads(sys.argv[1])
    limit_memory(MEMORY)
    path = Path(asked["path"])
    try:
        if asked["what"] == "look":
            sys.stdout.buffer.write(orjson.dumps(look(path, asked["mapping"])))
        else:
            send(path, asked["import_id"], Mapping(**asked["mapping"]), asked["after"], asked["most"])
    except Unreadable as refused:
        sys.stderr.write(str(refused))
        sys.exit(REFUSED)
    except MemoryError:
        sys.stderr.write("it needs too much memory. Save it as .csv, which may have millions of rows.")
        sys.exit(REFUSED)


if __name__ == "__main__":
    main()
