"""Rows as CSV that people open in a spreadsheet."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

CSV = "text/csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    """Return rows with the same members as CSV, their names in order first; no cell is taken for a formula."""
    out = io.StringIO()
    if rows or columns:
        writer = csv.DictWriter(out, columns or sorted(rows[0]))
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
