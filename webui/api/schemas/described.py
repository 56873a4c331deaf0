"""Shapes made from what the records say of themselves: bodies from `crm.fields`, answers from their columns.

Bodies made here only describe: the records check values themselves, so that every error is told at once, and alike in
page and interface.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, RootModel, WithJsonSchema, create_model
from pydantic import Field as Info
from sqlalchemy import Column

from crm import fields, presentation
from crm.duplicates.compared import EQUAL, SIMILAR
from crm.duplicates.compared import FIELDS as COMPARED
from crm.fields import Field
from crm.paging import Listing
from crm.record_types import MODELS, table_of
from webui.api.reading import Body
from webui.api.schemas.common import Page

Schema = dict[str, Any]

MONEY: Schema = {"type": "string", "pattern": r"^-?\d{1,14}(\.\d{1,2})?$", "example": "12500.00"}
MOMENT: Schema = {"type": "string", "format": "date-time", "example": "2026-03-01T09:30:00Z"}
DAY: Schema = {"type": "string", "format": "date"}
CONDITIONS: Schema = {
    "type": "array",
    "description": "What a rule compares: fields that have to be equal, and those that have to be alike together.",
    "items": {
        "type": "object",
        "properties": {
            "field": {"type": "string", "enum": sorted({name for known in COMPARED.values() for name in known})},
            "compare": {"type": "string", "enum": [EQUAL, SIMILAR]},
        },
        "required": ["field", "compare"],
        "additionalProperties": False,
    },
}
PLAIN: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "long_text": {"type": "string"},
    "number": {"type": "integer"},
    "money": MONEY,
    "date": DAY,
    "datetime": MOMENT,
    "boolean": {"type": "boolean"},
    "choice": {"type": "string"},
    "lookup": {"type": "string"},
    "user": {"type": "string"},
    "record": {"type": "integer"},
    "conditions": CONDITIONS,
}
STORED: Mapping[type, Schema] = {
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    Decimal: MONEY,
    datetime: MOMENT,
    date: DAY,
    dict: {},
}
ONCE = {
    "q": "Words that all begin some word of the record.",
    "active": "true, or false, or any for both; without it only active records are found.",
}


def new(record_type: str) -> type[Body]:
    """Return the shape of the body that creates a record."""
    return body(f"New{_called(record_type)}", fields.of(record_type))


def changes(record_type: str) -> type[Body]:
    """Return the shape of the body that changes a record: only what is to become another."""
    described = [field for field in fields.of(record_type).values() if field.at_creation is None]
    return _body(f"{_called(record_type)}Changes", described, [])


def body(name: str, described: Mapping[str, Field], required: list[str] | None = None) -> type[Body]:
    """Return the shape of a body with these fields; `required` takes the place of what they say themselves."""
    own = [key for key, field in described.items() if field.required and not field.defaulted]
    return _body(name, described.values(), own if required is None else required)


def answer(record_type: str, **further: Schema) -> type[BaseModel]:
    """Return the shape in which a record is shown; `further` adds to its columns, or takes their place."""
    model = MODELS[record_type]
    table, described = table_of(model), fields.of(record_type)
    shape = {
        name: _stored(table.c[column], is_person, described.get(name))
        for name, column, is_person in presentation.shown_columns(model)
    }
    return described_as(_called(record_type), {**shape, **further})


def filters(listing: Listing[Any], *further: str) -> type[Page]:
    """Return the parameters by which a list can be narrowed; most may be repeated: any of the values will do."""
    shape: dict[str, Any] = {
        name: (str | None if name in ONCE else list[str] | None, Info(None, description=ONCE.get(name)))
        for name in (*listing.filters, *further)
    }
    made: type[Page] = create_model(f"{listing.model.__name__}Filters", __base__=Page, **shape)
    return made


def page_of(item: type[BaseModel]) -> type[BaseModel]:
    """Return the shape of one page of a list."""
    made: type[BaseModel] = create_model(
        f"{item.__name__}Page",
        items=(list[item], ...),  # type: ignore[valid-type]
        next_cursor=(str | None, Info(description="For the next page; null at the end.")),
    )
    return made


def list_of(item: type[BaseModel]) -> type[BaseModel]:
    """Return the shape of a plain list, which has no pages."""
    made: type[BaseModel] = create_model(f"{item.__name__}List", __base__=RootModel[list[item]])  # type: ignore[valid-type]
    return made


def described_as(name: str, properties: Mapping[str, Schema], base: type[BaseModel] = BaseModel) -> type[BaseModel]:
    """Return a shape with the JSON schema of each property, all of them always there."""
    shape: dict[str, Any] = {key: (Annotated[Any, WithJsonSchema(schema)], ...) for key, schema in properties.items()}
    made: type[BaseModel] = create_model(name, __base__=base, **shape)
    return made


def nullable(schema: Schema) -> Schema:
    """Return a schema that allows null, too."""
    return {"anyOf": [schema, {"type": "null"}]}


def schema_of(field: Field) -> Schema:
    """Return the JSON schema of a value that is entered into a field."""
    schema: Schema = dict(PLAIN[field.type])
    if field.form == "email":
        schema["format"] = "email"
    if field.choices:
        schema["enum"] = [code for code, _name in field.choices]
    if field.type in ("text", "long_text"):
        schema["maxLength"] = field.limit
    if field.many:
        schema = {"type": "array", "items": schema}
    return {"description": _description(field), **nullable(schema)}


def _called(record_type: str) -> str:
    return record_type.title().replace("_", "")


def _body(name: str, described: Iterable[Field], required: list[str]) -> type[Body]:
    shape: dict[str, Any] = {
        field.name: (Annotated[Any, WithJsonSchema(schema_of(field))], None) for field in described
    }
    extra: Schema = {"additionalProperties": False, **({"required": required} if required else {})}
    base = type("Described", (Body,), {"model_config": ConfigDict(extra="allow", json_schema_extra=extra)})
    made: type[Body] = create_model(name, __base__=base, __doc__=None, **shape)
    return made


def _stored(column: Column[Any], is_person: bool, field: Field | None) -> Schema:
    schema: Schema = {"type": "string"} if is_person else dict(STORED.get(column.type.python_type, {}))
    if field is not None and field.many:
        schema = {"type": "array", "items": PLAIN[field.type]}
    about = {"description": _description(field)} if field is not None else {}
    return {**about, **(nullable(schema) if column.nullable and schema else schema)}


def _description(field: Field) -> str:
    about = {
        "lookup": f" (a code of the lookup {field.lookup})",
        "user": " (a login)",
        "record": f" (the id of one of the {field.record}s)",
    }
    return field.label + about.get(field.type, "")
