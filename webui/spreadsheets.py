"""Rows as CSV or as a workbook, for people who open them in a spreadsheet. No cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN_WIDTH = 22
LONGEST_CELL = 32_767
LOOKS: tuple[dict[str, Any], ...] = ({"bold": True}, {"num_format": "yyyy-mm-dd hh:mm"}, {"num_format": "yyyy-mm-dd"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    """Return rows with the same members as CSV, their names in order first."""
    out = io.StringIO()
    if rows or columns:
        writer = csv.DictWriter(out, columns or sorted(rows[0]))
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_workbook(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an `.xlsx` workbook of one sheet; numbers and times (without a zone) stay what they are, the rest is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, COLUMN_WIDTH)
        bold, moment, day = (book.add_format(look) for look in LOOKS)
        for column, name in enumerate(head):
            sheet.write_string(0, column, name, bold)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, (at, column), value, (moment, day))
    return out.getvalue()


def _write(sheet: Worksheet, place: tuple[int, int], value: Any, looks: tuple[Format, Format]) -> None:
    moment, day = looks
    match value:
        case None:
            return
        case datetime():
            sheet.write_datetime(*place, value, moment)
        case date():
            sheet.write_datetime(*place, value, day)
        case bool():
            sheet.write_boolean(*place, value)
        case int() | float() | Decimal():
            sheet.write_number(*place, value)
        case _:
            sheet.write_string(*place, str(value)[:LONGEST_CELL])
