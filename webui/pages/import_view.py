"""What the pages about imports show, and how their forms are read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm import lookups, people
from tasks.imports.cells import DATE_NOTATIONS, DECIMALS
from tasks.imports.encoding import SINGLE_BYTE
from tasks.imports.mapping import EXISTING, KEYS, importable

MOST_SHOWN = 20
DEFAULTED = ("customer_need", "source", "channel", "owner", "stage")
ENCODINGS = ("utf-8", "utf-16", *SINGLE_BYTE)
DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
COLUMN, DEFAULT = "column-", "default-"


def options(session: Session) -> dict[str, Any]:
    """Return what can be chosen on the page of a mapping."""
    fields = importable()
    return {
        "fields": {name: described.label for name, described in fields.items()},
        "required": {name for name, described in fields.items() if described.required},
        "defaults": {name: (fields[name].label, _values(session, name)) for name in DEFAULTED},
        "keys": {code: label for code, (label, _) in KEYS.items()},
        "existing": EXISTING,
        "dates": DATE_NOTATIONS,
        "decimals": DECIMALS,
        "encodings": {name: name for name in ENCODINGS},
        "delimiters": DELIMITERS,
    }


def typed(form: Mapping[str, str], columns: Sequence[str]) -> dict[str, Any]:
    """Return the mapping that a form holds, as data."""
    places = {f"{COLUMN}{number}": name for number, name in enumerate(columns)}
    chosen = {column: form[name] for name, column in places.items() if form.get(name)}
    defaults = {name: form[f"{DEFAULT}{name}"] for name in DEFAULTED if form.get(f"{DEFAULT}{name}")}
    plain = ("key", "existing", "dates", "decimal", "sheet", "encoding", "delimiter")
    given = {name: form[name] for name in plain if form.get(name)}
    return {"columns": chosen, "defaults": defaults, "start": "start" in form, **given}


def _values(session: Session, name: str) -> dict[str, str]:
    described = importable()[name]
    return people.working(session) if described.type == "user" else lookups.choices(session, described.lookup or "")
