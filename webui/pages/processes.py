"""The process library: every process with its diagram, in words, its versions, its stages, and what runs on them."""

from typing import Any

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from crm import rights
from crm.errors import NotFound
from engine import wording
from engine.catalogue import DRAFT
from engine.errors import ModelRefused, UnknownProcess
from engine.inventory import ORDER, Entry
from engine.models import ProcessVersion
from engine.picture import picture as draw
from engine.reading.tables import read_table
from tasks import process_stages, processes
from tasks.design import STAGE_LOOKUPS
from webui.pages import process_view, process_words
from webui.pages.answers import fragment
from webui.pages.blueprint import Pages
from webui.pages.names import user_names
from webui.pages.record_kinds import KINDS
from webui.transactions import baton, session, work

pages = Pages("process")
TABS = {"diagram": "Diagram", "words": "In words", "versions": "Versions", "stages": "Stages"}
STATES = {"draft": "Draft", "published": "Published", "disabled": "Disabled"}
XML = "application/xml; charset=utf-8"


@pages.get("/processes")
def index() -> ResponseReturnValue:
    """Show the library, all of it or what is looked for."""
    asked = {name: request.args.get(name, "") for name in ("q", "kind", "state")}
    everything = processes.inventory(work())
    kinds: dict[str, list[Entry]] = {}
    for entry in everything:
        if _is_asked_for(entry, asked):
            kinds.setdefault(entry["kind"], []).append(entry)
    return render_template(
        "pages/processes.html",
        kinds=kinds,
        names=process_words.KINDS,
        all_kinds=[kind for kind in ORDER if kind in {entry["kind"] for entry in everything}],
        states=STATES,
        asked=asked,
        bare=not everything,
        people=user_names(entry["changed_by"] for entry in everything),
    )


@pages.get("/processes/<key>")
def page(key: str) -> ResponseReturnValue:
    """Show one process in one of its versions, the current one unless another is asked for; a draft before the first."""
    process = processes.entry(work(), key)
    versions = baton().library.versions(session(), key)
    number = request.args.get("version", type=int) or process["version"]
    version = next((found for found in versions if found.number == number), None)
    tabs = _tabs(process["kind"])
    asked = request.args.get("tab", "diagram")
    tab = asked if asked in tabs else "diagram"
    xml = version.xml if version else baton().library.get(session(), key).draft
    return render_template(
        "pages/process.html",
        process=process,
        version=version,
        versions=versions,
        publishers=user_names(found.published_by for found in versions),
        tab=tab,
        tabs=tabs,
        is_decision=process["kind"] == "decision",
        kind_name=process_words.KINDS.get(process["kind"], process["kind"]),
        **_of_tab(key, tab, process["kind"], version, xml),
    )


@pages.get("/processes/<key>/versions/<int:number>.bpmn")
def xml(key: str, number: int) -> ResponseReturnValue:
    """Return a version exactly as it was published."""
    return _file(key, str(number))


@pages.get("/processes/<key>/draft.bpmn")
def draft(key: str) -> ResponseReturnValue:
    """Return the draft."""
    return _file(key, DRAFT)


@pages.get("/processes/<key>/picture.svg")
def picture(key: str) -> ResponseReturnValue:
    """Return a small picture of the current version, or of the draft before the first; its address names which."""
    rights.require(work().actor, "read", "process")
    process = baton().library.get(session(), key)
    current = session().get(ProcessVersion, process.current_version_id) if process.current_version_id else None
    text = current.xml if current is not None else baton().library.text_of(session(), key, DRAFT)
    answer = Response(draw(text), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


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


def _is_asked_for(entry: Entry, asked: dict[str, str]) -> bool:
    words = f"{entry['name']} {entry['key']}".lower()
    return (
        all(word in words for word in asked["q"].lower().split())
        and asked["kind"] in ("", entry["kind"])
        and asked["state"] in ("", entry["state"])
    )


def _tabs(kind: str) -> dict[str, str]:
    tabs = {code: name for code, name in TABS.items() if code != "stages" or kind in STAGE_LOOKUPS}
    return {**tabs, "diagram": "Table"} if kind == "decision" else tabs


def _of_tab(key: str, tab: str, kind: str, version: ProcessVersion | None, xml: str | None) -> dict[str, Any]:
    """Return what only one tab shows; a draft that cannot be read is said to be so."""
    try:
        if xml and kind == "decision":
            return {"table": read_table(xml)}
        if tab == "words" and xml:
            return {
                "words": process_words.of(work(), version) if version else [],
                "sentences": wording.describe(xml),
            }
        if tab == "stages":
            return {"stages": process_stages.listed(work(), key), "moves": process_stages.moves_of(work(), key)}
    except ModelRefused as refused:
        return {"refused": refused.problems}
    return {}


def _file(key: str, which: str) -> Response:
    rights.require(work().actor, "read", "process")
    return Response(baton().library.text_of(session(), key, which), content_type=XML)


def _require_record(instance_id: int) -> None:
    """Refuse the instance of a record that the person may not see."""
    record = process_view.instance_record(work(), instance_id)
    if record is None:
        raise NotFound("process instance", instance_id)
    rights.require_sight(session(), work().actor, KINDS[record.type].model, record.id)
