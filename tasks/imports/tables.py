"""Files as tables: the names of their sheets, and their lines as cells, read one after the other."""

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from tasks.imports.cells import Cell
from tasks.imports.encoding import delimiter_of, encoding_of
from tasks.imports.formats import PROTECTED, Format, Unreadable, format_of

Line = tuple[int, Sequence[Cell]]
LARGEST_CELL = 100_000
MOST_COLUMNS = 500


class Table:
    """One file; `sheet` names the sheet of a workbook, `encoding` and `delimiter` how a text file is written."""

    def __init__(self, path: Path, *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None) -> None:  # fmt: skip
        self.path, self.format = path, format_of(path)
        self.sheets: list[str] = []
        self.encoding = self.delimiter = None
        if self.format is Format.CSV:
            self.encoding = encoding or encoding_of(path)
            self.delimiter = delimiter or delimiter_of(path, self.encoding)
        else:
            self._open(sheet)

    def _open(self, sheet: str | None) -> None:
        # Told apart by its content, not by its name.
        with _telling(), self.path.open("rb") as file:
            self._book: Any = CalamineWorkbook.from_filelike(file)
            self.sheets = list(self._book.sheet_names)
        if not self.sheets:
            raise Unreadable("the workbook has no sheet.")
        if sheet is not None and sheet not in self.sheets:
            raise Unreadable(f"it has no sheet “{sheet}”; there are {', '.join(self.sheets)}.")
        self.sheet = sheet or self.sheets[0]

    def lines(self) -> Iterator[Line]:
        """Yield the lines that hold anything, with their numbers as people see them, from 1 on."""
        found = self._text_lines() if self.format is Format.CSV else self._sheet_lines()
        for number, cells in found:
            if len(cells) > MOST_COLUMNS:
                raise Unreadable(f"line {number} has more than {MOST_COLUMNS} columns.")
            if any(cell not in ("", None) for cell in cells):
                yield number, cells

    def _sheet_lines(self) -> Iterator[Line]:
        with _telling():
            yield from enumerate(self._book.get_sheet_by_name(self.sheet).iter_rows(), 1)

    def _text_lines(self) -> Iterator[Line]:
        csv.field_size_limit(LARGEST_CELL)
        assert self.encoding is not None
        assert self.delimiter is not None
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=False)
            number = 1
            try:
                for cells in reader:
                    yield number, cells
                    number = reader.line_num + 1
            except csv.Error as error:
                raise Unreadable(
                    f"line {reader.line_num} cannot be read ({error}); is a quotation mark missing?"
                ) from None
            except UnicodeError:
                raise Unreadable(f"it is not written in {self.encoding} near line {reader.line_num}; choose another encoding.") from None  # fmt: skip


@contextmanager
def _telling() -> Iterator[None]:
    """Turn what the reader of workbooks says into our words."""
    try:
        yield
    except PasswordError:
        raise Unreadable(PROTECTED) from None
    except CalamineError as error:
        raise Unreadable(f"the workbook is damaged ({error}).") from error


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory, where the system can see to that: a sheet may claim to be endless."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
