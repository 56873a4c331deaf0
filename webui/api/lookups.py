"""Lookups: the lists of values that records refer to by code."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from crm import lookups, rights
from crm.errors import Invalid, NotFound
from crm.lookups import LookupValue
from tasks import lookup_values
from webui.api import answers, parts
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas import settings as shapes
from webui.api.schemas.common import Page
from webui.api.schemas.settings import LookupPath, LookupValuePath
from webui.transactions import work

routes = Routes("lookups", "Lists of values that administrators keep.")

NESTED = "attributes"


@routes.get("/lookups", responses={200: described.list_of(shapes.LookupKind)})
def kinds() -> Answer:
    """List the lookups."""
    rights.require(work().actor, "read", "lookup")
    return answers.ok(
        [
            {"name": kind.name, "label": kind.label, NESTED: [field.name for field in kind.attributes]}
            for kind in lookups.KINDS.values()
        ]
    )


@routes.get("/lookups/<name>", responses={200: described.page_of(shapes.LookupValue)})
def find(path: LookupPath, query: Page) -> Answer:
    """List the values of a lookup in their order, inactive ones included."""
    rights.require(work().actor, "read", "lookup")
    return parts.after(query, [_shown(value) for value in lookups.values(work().session, path.name)])


@routes.post("/lookups/<name>", responses={201: shapes.LookupValue})
@takes(body=shapes.NewLookupValue)
def create(path: LookupPath, body: Body) -> Answer:
    """Add a value to a lookup."""
    try:
        added = lookup_values.create(work(), path.name, _nested(path.name, body.given()))
    except Invalid as invalid:
        raise _flat_errors(invalid) from None
    return answers.created(_shown(added), f"{PREFIX}/lookups/{path.name}/{added.id}")


@routes.get("/lookups/<name>/<int:id>", responses={200: shapes.LookupValue})
def show(path: LookupValuePath) -> Answer:
    """Show a value of a lookup."""
    rights.require(work().actor, "read", "lookup")
    return answers.record(_shown(_found(path)))


@routes.patch("/lookups/<name>/<int:id>", responses={200: shapes.LookupValue})
@takes(body=shapes.LookupValueChanges)
def change(path: LookupValuePath, body: Body) -> Answer:
    """Change a value of a lookup; its code stays, because records refer to it."""
    lookup_values.require_editor(work(), path.name)
    given = _nested(path.name, body.given())
    try:
        changed = lookup_values.update(work(), _found(path), given, expected_revision())
    except Invalid as invalid:
        raise _flat_errors(invalid) from None
    return answers.record(_shown(changed))


@routes.delete("/lookups/<name>/<int:id>", responses={204: None})
def delete(path: LookupValuePath) -> Answer:
    """Delete a value that nothing refers to."""
    lookup_values.require_editor(work(), path.name)
    _found(path)
    lookups.delete(work().session, path.id, work().actor.author())
    return answers.nothing()


def _found(path: LookupValuePath) -> LookupValue:
    value = lookups.get(work().session, path.id)
    if value.lookup != lookups.kind(path.name).name:
        raise NotFound(path.name, path.id)
    return value


def _shown(value: LookupValue) -> dict[str, Any]:
    """Return a value with what it carries beside code and name on the same level."""
    shown = asdict(value)
    return {**shown.pop(NESTED), **shown}


def _nested(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value as the records take it: what it carries beside code and name by itself."""
    carried = {field.name for field in lookups.kind(name).attributes}
    attributes = {key: value for key, value in given.items() if key in carried}
    own = {key: value for key, value in given.items() if key not in carried}
    return {**own, NESTED: attributes} if attributes else own


def _flat_errors(invalid: Invalid) -> Invalid:
    return Invalid({name.removeprefix(f"{NESTED}."): messages for name, messages in invalid.errors.items()})
