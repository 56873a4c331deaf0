"""The page about BPMN says what the checks and the parser do, cell by cell."""

import re
from collections.abc import Iterator

import pytest

from engine.checks.examination import examine
from engine.errors import ModelRefused
from engine.reading.graph import read_model
from engine.reading.specs import read_specs
from tests import bpmn
from tests.bpmn_forms import process, surroundings, through
from tools.bpmn_support import PAGE, models_of, page

CALLED = bpmn.process("called", through(("inner", bpmn.user("inner"))), kind="sub-process")
WAIT = bpmn.user("wait")
PLAIN = "<{tag} id='x' name='x'></{tag}>"
STEPS = {
    "business rule task": through(("x", bpmn.rule("x", "table"))),
    "call activity": through(("x", bpmn.call("x", "called"))),
    "event based gateway": bpmn.start()
    + bpmn.gateway("eventBased", "x")
    + bpmn.catch("one", bpmn.message("ping"))
    + bpmn.catch("two", bpmn.timer("P1D"))
    + bpmn.end()
    + bpmn.flow("start", "x", "one", "end")
    + bpmn.flow("x", "two", "end"),
    "receive task": through(("x", bpmn.receive("x", "ping"))),
    "script task": through(("x", bpmn.script("x", "a = 1")), ("wait", WAIT)),
    "send task": through(
        ("x", bpmn.operation("x", "feed.post", text="Hello").replace("serviceTask", "sendTask")), ("wait", WAIT)
    ),
    "service task": through(("x", bpmn.operation("x", "feed.post", text="Hello")), ("wait", WAIT)),
    "sub process": through(
        ("x", bpmn.sub("x", bpmn.start("s"), bpmn.user("in"), bpmn.end("e"), bpmn.flow("s", "in", "e")))
    ),
    **{
        f"{kind} gateway": through(("x", bpmn.gateway(kind, "x")), ("wait", WAIT))
        for kind in ("exclusive", "inclusive", "parallel", "complex")
    },
}
DEFINITIONS = {
    "none": "",
    "message": bpmn.message("ping"),
    "timer": bpmn.timer("P1D"),
    "error": bpmn.error("ping"),
    "escalation": bpmn.escalation("ping"),
    "terminate": bpmn.terminate(),
    "signal": "<signalEventDefinition/>",
    "link": "<linkEventDefinition name='there'/>",
    "compensate": "<compensateEventDefinition/>",
    "conditional": "<conditionalEventDefinition><condition>a</condition></conditionalEventDefinition>",
    "cancel": "<cancelEventDefinition/>",
}


def table(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, its head first."""
    section = PAGE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|") and not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def refusals(body: str) -> set[str]:
    """Return the elements of a process that are refused; what is not has to become something the engine runs."""
    file = process(body)
    try:
        model = read_model(file)
        called = read_model(CALLED)
        found = examine(model, surroundings(CALLED, decisions=frozenset({"table"})))
        if not found and "businessRuleTask" not in body:
            read_specs(1, 1, model.key, {model.key: model, "called": called}, {})
    except ModelRefused as refused:
        found = list(refused.problems)
    return {problem.element or "" for problem in found}


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page(models_of(PAGE.read_text()))


def test_the_page_tells_how_the_models_of_others_fared() -> None:
    running, refused = map(int, re.findall(r"\*\*(\d+) run, (\d+) are refused", PAGE.read_text())[0])
    outcomes = [cells[1] for cells in table("Models of others") if cells[1].startswith(("runs", "refused"))]
    assert running + refused == len(outcomes) > 0
    assert sum(outcome.startswith("runs") for outcome in outcomes) == running


@pytest.mark.parametrize(("name", "carried_out"), [(cells[0], cells[1]) for cells in table("Steps and gateways")[1:]])
def test_a_step_is_carried_out_as_the_page_says(name: str, carried_out: str) -> None:
    tag = re.sub(r" (\w)", lambda match: match[1].upper(), name)
    body = STEPS.get(name) or through(("x", PLAIN.format(tag=tag)), ("wait", WAIT))
    assert (refusals(body) == set()) == (carried_out == "yes")


def event_cells() -> Iterator[tuple[str, str, str]]:
    head, *rows = table("Events")
    for cells in rows:
        yield from ((cells[0], kind, cell) for kind, cell in zip(head[1:], cells[1:], strict=True))


@pytest.mark.parametrize(("event", "kind", "cell"), list(event_cells()))
def test_an_event_is_carried_out_as_the_page_says(event: str, kind: str, cell: str) -> None:
    assert (refusals(with_event(event, DEFINITIONS[kind])) == set()) == (cell == "yes")


@pytest.mark.parametrize(
    ("kind", "cell"), [(kind, cell) for event, kind, cell in event_cells() if event == "start event"]
)
def test_a_starred_event_starts_event_sub_processes(kind: str, cell: str) -> None:
    inside = bpmn.event_sub(
        "x", DEFINITIONS[kind], bpmn.user("in"), bpmn.end("done"), bpmn.flow("x-start", "in", "done")
    )
    allowed = refusals(through(("wait", WAIT)) + inside) == set()
    assert allowed == (cell == "yes*" or kind == "message")


def with_event(event: str, definition: str) -> str:
    """Return a process with one such event, reached and left as far as its kind is."""
    if event == "start event":
        return through(("wait", WAIT)).replace(bpmn.start(), bpmn.start(event=definition))
    if event == "end event":
        return through(("wait", WAIT)).replace(bpmn.end(), bpmn.end(event=definition))
    if event == "boundary event":
        edge = bpmn.boundary("x", "wait", definition) + bpmn.end("gone") + bpmn.flow("x", "gone")
        return through(("wait", WAIT)) + edge
    made = bpmn.catch("x", definition) if "catch" in event else bpmn.throw("x", definition)
    return through(("x", made), ("wait", WAIT))
