"""Which column goes into which field, how its cells are written, and what happens to what is there already."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Values
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from crm import fields as known_fields
from crm.errors import Invalid
from crm.fields import Field
from tasks.imports.cells import DATE_NOTATIONS, DECIMALS

EXTERNAL = "external_number"
EXTERNAL_FIELD = Field(EXTERNAL, "External number", max_length=100)
KEYS = {
    "email": ("Email", ("email",)),
    "mobile_phone": ("Mobile phone, digits only", ("mobile_phone",)),
    "name_and_account": ("Contact name and account name", ("contact_name", "account_name")),
    EXTERNAL: ("External number", (EXTERNAL,)),
}
EXISTING = {
    "skip": "Leave it as it is",
    "update": "Update it with what the file holds",
    "add": "Add another lead",
}
NOT_IMPORTED = "record"
CHOICES: Values[str, Values[str, Any]] = {
    "key": KEYS,
    "existing": EXISTING,
    "dates": DATE_NOTATIONS,
    "decimal": DECIMALS,
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file is to be imported. `columns` leads from a column to a field, `defaults` from a field to a value."""

    columns: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    key: str = "email"
    existing: str = "skip"
    dates: str = "iso"
    decimal: str = "."
    start: bool = True
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the mapping as JSON data."""
        return asdict(self)

    def targets(self) -> list[Field]:
        """Return the fields that get values, in the order of staged values."""
        wanted = {*self.columns.values(), *self.defaults}
        return [described for name, described in importable().items() if name in wanted]


def importable() -> dict[str, Field]:
    """Return the fields of a lead that a column may go into; links to other records are made in pages."""
    found = {name: each for name, each in known_fields.of("lead").items() if each.type != NOT_IMPORTED}
    return found | {EXTERNAL: EXTERNAL_FIELD}


def from_data(data: Any, columns: Sequence[str] | None = None) -> Mapping:
    """Return the mapping that data describe; `columns` are those that the file has.

    Raises:
        crm.errors.Invalid: with every error at its member.
    """
    if not isinstance(data, dict):
        raise Invalid({"mapping": ["Send a JSON object."]})
    errors = {name: ["There is no such member."] for name in data.keys() - {each.name for each in fields(Mapping)}}
    given = {name: value for name, value in data.items() if value is not None and name not in errors}
    errors |= _wrong_types(given)
    if not errors:
        errors |= _unknown_choices(given) | _wrong_fields(given) | _wrong_columns(given, columns)
    if errors:
        raise Invalid(errors)
    return Mapping(**given)


def require_complete(mapping: Mapping) -> None:
    """Refuse a mapping with which no line could be taken.

    Raises:
        crm.errors.Invalid: with every error at its member.
    """
    names = {described.name for described in mapping.targets()}
    errors: dict[str, list[str]] = {}
    for described in importable().values():
        if described.required and described.name not in names:
            errors["columns"] = [f"Map a column to {described.label}, or give a value for all lines."]
    label, needed = KEYS[mapping.key]
    if mapping.existing != "add" and (missing := [importable()[name].label for name in needed if name not in names]):
        errors["key"] = [f"No column is mapped to {', '.join(missing)}, by which “{label}” compares."]
    if errors:
        raise Invalid(errors)


def _wrong_types(given: Values[str, Any]) -> dict[str, list[str]]:
    errors = {}
    for name, value in given.items():
        if name in ("columns", "defaults"):
            if not isinstance(value, dict) or not all(isinstance(part, str) for pair in value.items() for part in pair):
                errors[name] = ["Send an object of texts."]
        elif name == "start":
            if not isinstance(value, bool):
                errors[name] = ["Answer true or false."]
        elif not isinstance(value, str) or "\x00" in value:
            errors[name] = ["Send a text."]
    return errors


def _unknown_choices(given: Values[str, Any]) -> dict[str, list[str]]:
    errors = {
        name: [f"“{given[name]}” is not one of {', '.join(known)}."]
        for name, known in CHOICES.items()
        if name in given and given[name] not in known
    }
    if "delimiter" in given and len(given["delimiter"]) != 1:
        errors["delimiter"] = ["Give one character."]
    if "encoding" in given and not _is_encoding(given["encoding"]):
        errors["encoding"] = [f"“{given['encoding']}” is not the name of an encoding, such as utf-8 or cp1252."]
    return errors


def _is_encoding(name: str) -> bool:
    try:
        return isinstance("a".encode(name).decode(name), str)
    except (LookupError, UnicodeError, ValueError):
        return False


def _wrong_fields(given: Values[str, Any]) -> dict[str, list[str]]:
    known = importable()
    errors: dict[str, list[str]] = {}
    targets = list(given.get("columns", {}).values())
    for member, names in (("columns", targets), ("defaults", list(given.get("defaults", {})))):
        if unknown := [name for name in names if name not in known]:
            errors[member] = [f"There is no field {_listed(unknown)} to import into."]
    if twice := sorted({name for name in targets if targets.count(name) > 1}):
        errors["columns"] = [f"Two columns go into {_listed(twice)}."]
    return errors


def _wrong_columns(given: Values[str, Any], columns: Sequence[str] | None) -> dict[str, list[str]]:
    if columns is None or not (missing := [name for name in given.get("columns", {}) if name not in columns]):
        return {}
    return {"columns": [f"The file has no column {_listed(missing)}; it has {_listed(columns)}."]}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
