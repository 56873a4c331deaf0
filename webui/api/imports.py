"""Leads imported from files."""

from typing import Any

import orjson
from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from crm.errors import Invalid
from tasks.imports import service as imports
from tasks.imports.errors import FileTooLarge
from tasks.imports.files import LARGEST
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import imports as shapes
from webui.errors import FileMissing
from webui.transactions import work

routes = Routes("imports", "Leads brought in from .xlsx, .xls, .ods and .csv files.")
ACCEPTED = 202
ROOM = 1_000_000
"""What a request may hold beside the file."""


@routes.before_request
def admit_large_files() -> None:
    """Read more of the requests of this group than of others."""
    request.max_content_length = LARGEST + ROOM


@routes.post("/imports", responses={202: shapes.Begun})
def begin(raw: shapes.ImportFile) -> Answer:
    """Import the leads of a file (part `file`), read as the part `mapping` says; what is missing there is guessed."""
    file, given = _parts(raw)
    found = imports.receive(work(), file.filename or "file", file.stream, _mapping(given))
    job = imports.begin(work(), found)
    return Answer(answers.dump({"job": job.id, "mapping": found.mapping}), ACCEPTED)


def _parts(sent: Request) -> Any:
    if sent.mimetype != shapes.MULTIPART:
        raise UnsupportedMediaType("Send the file as multipart/form-data.")
    try:
        file, given = sent.files.get("file"), sent.form.get("mapping", "")
    except RequestEntityTooLarge:
        raise FileTooLarge(LARGEST) from None
    if file is None:
        raise FileMissing
    return file, given


def _mapping(text: str) -> dict[str, Any]:
    """Return the mapping that was sent, on the ground of a saved one if that is named."""
    try:
        given = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as error:
        raise Invalid({"mapping": [f"This is not JSON: {error.msg}, column {error.colno}."]}) from None
    if not isinstance(given, dict):
        raise Invalid({"mapping": ["Send a JSON object."]})
    name = given.pop("name", None)
    if name is None:
        return given
    saved = imports.saved_mappings(work().session)
    if not isinstance(name, str) or name not in saved:
        raise Invalid({"mapping": [f"There is no saved mapping “{name}”."]})
    return saved[name] | given
