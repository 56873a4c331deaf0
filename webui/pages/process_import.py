"""Model files brought into the library, by a button or dragged onto the page: new ones, and others for known keys."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from crm import rights
from engine.errors import ModelRefused, Problem
from engine.publication import read_outline
from tasks import processes
from webui.pages.answers import fragment
from webui.pages.blueprint import Pages
from webui.transactions import baton, session, work

pages = Pages("process_import")
SUFFIXES = (".bpmn", ".dmn", ".xml")


@pages.post("/processes/import")
def bring_in() -> ResponseReturnValue:
    """Make drafts of files; those for a key that is taken are only asked about, unless `replace` names it."""
    rights.require(work().actor, "create", "process")
    chosen = request.form.get("replace")
    read = [_read(file) for file in request.files.getlist("files") if file.filename]
    files = [file for file in read if chosen in (None, file["key"])]
    return fragment("fragments/process_import.html", files=[_kept(file, chosen) for file in files])


def _read(file: FileStorage) -> dict[str, Any]:
    """Return a file with the key and the name it holds, or with what is wrong with it."""
    name, data = file.filename or "", file.read()
    found: dict[str, Any] = {"file": name, "data": data, "key": None, "name": name, "problems": []}
    if not name.lower().endswith(SUFFIXES):
        found["problems"] = [Problem(None, None, "file-name", "Choose files that end in .bpmn or .dmn.")]
        return found
    try:
        outline = read_outline(data)
    except ModelRefused as refused:
        return {**found, "problems": list(refused.problems)}
    return {**found, "key": outline.key, "name": outline.name}


def _kept(file: dict[str, Any], replaced: str | None) -> dict[str, Any]:
    """Put a file into the library and say what became of it: `outcome` is refused, taken, replaced or new."""
    if file["problems"]:
        return {**file, "outcome": "refused"}
    if baton().library.find(session(), file["key"]) is None:
        processes.create(work(), file["data"])
        return {**file, "outcome": "new"}
    if file["key"] != replaced:
        return {**file, "outcome": "taken"}
    processes.save_draft(work(), file["key"], file["data"], None)
    return {**file, "outcome": "replaced"}
