"""One line of a file becomes the values of a lead, by the same rules as in pages and interface; or says what is wrong."""

import re
from collections.abc import Callable, Sequence
from hashlib import md5

from crm.fields import Field
from crm.plain import plain
from crm.readers import Unfit, read
from tasks.imports.cells import Cell, Misread, amount_reader, as_text, date_reader, moment_reader
from tasks.imports.mapping import EXTERNAL, KEYS, Mapping

GUARDED = ("'=", "'+", "'-", "'@")
"""How our own lists begin a cell that a spreadsheet would take for a formula."""

REMEMBERED = 5_000
LONGEST_REMEMBERED = 100
Read = Callable[[Cell], tuple[str | None, str | None]]


class Cleaner:
    """Cleans lines of one file, whose columns are known."""

    def __init__(self, mapping: Mapping, columns: Sequence[str]) -> None:
        self.targets = mapping.targets()
        self.names = [described.name for described in self.targets]
        places = {field: columns.index(column) for column, field in mapping.columns.items() if column in columns}
        self._parts = [
            (places.get(each.name, -1), mapping.defaults.get(each.name), _reader(each, mapping), _needed(each))
            for each in self.targets
        ]
        self._key = _key_of(mapping.key, self.names)

    def clean(self, cells: Sequence[Cell]) -> tuple[list[str | None], str | None]:
        """Return the values in the order of the targets, and what is wrong with the line, None when nothing is."""
        values: list[str | None] = []
        problems: list[str] = []
        width = len(cells)
        for place, default, reader, needed in self._parts:
            cell = cells[place] if 0 <= place < width else None
            if cell in ("", None) and default:
                cell = default
            value, problem = reader(cell)
            values.append(value)
            if problem is not None:
                problems.append(problem)
            elif value is None and needed is not None:
                problems.append(needed)
        return values, "; ".join(problems) or None

    def key(self, values: Sequence[str | None]) -> str | None:
        """Return what a line is recognised by; None when it has nothing of the kind."""
        return self._key(values)

    def fingerprint(self, values: Sequence[str | None]) -> str:
        """Return what tells the values of a line from those of any other, in whichever order their columns come."""
        told = "\x1f".join([f"{name}={value}" for name, value in zip(self.names, values, strict=True) if value])
        return md5(told.encode(), usedforsecurity=False).hexdigest()


def _needed(described: Field) -> str | None:
    return f"{described.label}: This field is required." if described.required else None


def _reader(described: Field, mapping: Mapping) -> Read:
    """Return what reads a field's cells; what it has read once it remembers, as columns repeat themselves."""
    convert = _conversion(described, mapping)
    remembered: dict[str, tuple[str | None, str | None]] = {}

    def clean(cell: Cell) -> tuple[str | None, str | None]:
        if isinstance(cell, str) and cell.startswith(GUARDED):
            cell = cell[1:]
        try:
            value = plain(read(described, convert(cell)))
        except (Unfit, Misread) as wrong:
            return None, f"{described.label}: {wrong}"
        return (None if value is None else str(value)), None

    def look_up(cell: Cell) -> tuple[str | None, str | None]:
        if cell is None or cell == "":
            return None, None
        if not isinstance(cell, str) or len(cell) > LONGEST_REMEMBERED:
            return clean(cell)
        found = remembered.get(cell)
        if found is None:
            if len(remembered) >= REMEMBERED:
                remembered.clear()
            found = remembered[cell] = clean(cell)
        return found

    return look_up


def _conversion(described: Field, mapping: Mapping) -> Callable[[Cell], object]:
    if described.type == "date":
        return date_reader(mapping.dates)
    if described.type == "datetime":
        return moment_reader(mapping.dates)
    if described.type in ("money", "number"):
        return amount_reader(mapping.decimal)
    if described.choices:
        codes = {name.lower(): code for code, name in described.choices}
        return lambda cell: codes.get(as_text(cell).strip().lower(), as_text(cell))
    return as_text


def _key_of(key: str, names: Sequence[str]) -> Callable[[Sequence[str | None]], str | None]:
    place = {name: number for number, name in enumerate(names)}

    def one(name: str, norm: Callable[[str], str]) -> Callable[[Sequence[str | None]], str | None]:
        at = place[name]
        return lambda values: (norm(text) or None) if (text := values[at]) else None

    if not all(name in place for name in KEYS[key][1]):
        return lambda _values: None
    if key == "mobile_phone":
        return one(key, _digits)
    if key == "name_and_account":
        name, account = place["contact_name"], place["account_name"]
        return lambda values: f"{values[name]}\x1f{values[account] or ''}".lower() if values[name] else None
    return one(key, str) if key == EXTERNAL else one("email", str.lower)


def _digits(phone: str) -> str:
    """Return a phone number as the database compares it."""
    return re.sub(r"^00", "", re.sub(r"[^0-9]", "", phone))
