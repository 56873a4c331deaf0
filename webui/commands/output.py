"""How commands answer: lines for people, or JSON for programs with `--json`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click
import orjson


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--json` to a command; it arrives as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print machine-readable output.")(command)


def answer(as_json: bool, data: Any, lines: str | Iterable[str]) -> None:
    """Print `data` as JSON, or the lines that say the same to people."""
    if as_json:
        click.echo(orjson.dumps(data, default=str, option=orjson.OPT_INDENT_2).decode())
    else:
        click.echo(lines if isinstance(lines, str) else "\n".join(lines))


class Told(click.ClickException):
    """A refusal that follows an answer, which says already what was refused."""


def refuse(as_json: bool, reason: str, facts: Mapping[str, Any]) -> None:
    """Say on standard error why something was refused, and on standard output to programs that asked for JSON."""
    if as_json:
        answer(True, {"error": reason, **facts}, ())
    click.echo(f"baton: {reason}", err=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return lines in which columns stand below each other."""
    cells = [list(headings), *([("" if cell is None else str(cell)) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
