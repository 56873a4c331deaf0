"""The process library, to be read: each process with its diagram, in words, its versions, and what runs on them."""

from typing import Any

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from crm import rights
from crm.errors import NotFound
from engine import wording
from engine.errors import UnknownProcess
from engine.models import ProcessVersion
from tasks import processes
from webui.pages import process_view, process_words
from webui.pages.answers import fragment
from webui.pages.blueprint import Pages
from webui.pages.names import user_names
from webui.pages.record_kinds import KINDS
from webui.transactions import baton, session, work

pages = Pages("process")
TABS = {"diagram": "Diagram", "words": "In words", "versions": "Versions"}


@pages.get("/processes")
def index() -> ResponseReturnValue:
    """Show the library."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for process in processes.summaries(work()):
        kinds.setdefault(process["kind"], []).append(process)
    return render_template("pages/processes.html", kinds=kinds, names=process_words.KINDS)


@pages.get("/processes/<key>")
def page(key: str) -> ResponseReturnValue:
    """Show one process in one of its versions, the current one unless another is asked for."""
    rights.require(work().actor, "read", "process")
    process = next((process for process in processes.summaries(work()) if process["key"] == key), None)
    if process is None:
        raise UnknownProcess(key)
    library = baton().library
    versions = library.versions(session(), key)
    number = request.args.get("version", type=int) or process["version"]
    version = next((found for found in versions if found.number == number), None)
    tab = request.args.get("tab", "diagram")
    return render_template(
        "pages/process.html",
        process=process,
        version=version,
        versions=versions,
        counts=library.instances_by_version(session()),
        publishers=user_names(found.published_by for found in versions),
        callers=library.callers(session(), key),
        words=process_words.of(work(), version) if version and tab == "words" else [],
        sentences=wording.describe(version.xml) if version and tab == "words" else [],
        calls=sorted(version.pins) if version else [],
        tab=tab if tab in TABS else "diagram",
        tabs=TABS,
        kind_name=process_words.KINDS.get(process["kind"], process["kind"]),
    )


@pages.get("/processes/<key>/versions/<int:number>.bpmn")
def xml(key: str, number: int) -> ResponseReturnValue:
    """Return a version exactly as it was published."""
    return Response(_version(key, number).xml, content_type="application/xml; charset=utf-8")


@pages.get("/processes/<key>/load")
def load(key: str) -> ResponseReturnValue:
    """Return how much waits at each element, as marks for the diagram."""
    rights.require(work().actor, "read", "process")
    return jsonify(items=process_view.load(work(), key))


@pages.get("/processes/instances/<int:instance_id>/marks/<key>")
def marks(instance_id: int, key: str) -> ResponseReturnValue:
    """Return how the elements of a diagram are marked for an instance."""
    _require_record(instance_id)
    return jsonify(items=process_view.marks(work(), instance_id, key))


@pages.get("/processes/instances/<int:instance_id>/diagrams/<key>")
def record_diagram(instance_id: int, key: str) -> ResponseReturnValue:
    """Return one of the diagrams of an instance."""
    _require_record(instance_id)
    shown = next((d for d in process_view.diagrams(work(), instance_id) if d["key"] == key), None)
    if shown is None:
        raise UnknownProcess(key)
    return fragment("fragments/record_diagram.html", instance_id=instance_id, shown=shown)


def _version(key: str, number: int) -> ProcessVersion:
    rights.require(work().actor, "read", "process")
    version = baton().library.version(session(), key, number)
    if version is None:
        raise UnknownProcess(f"{key}, version {number}")
    return version


def _require_record(instance_id: int) -> None:
    """Refuse the instance of a record that the person may not see."""
    record = process_view.instance_record(work(), instance_id)
    if record is None:
        raise NotFound("process instance", instance_id)
    rights.require_sight(session(), work().actor, KINDS[record.type].model, record.id)
