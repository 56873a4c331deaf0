"""Expressions that fail hold their step, and go on once the data is mended."""

import pytest
from sqlalchemy.orm import Session

from tests import bpmn
from tests.bpmn import call, end, flow, gateway, operation, process, script, start, user
from tests.engine_world import World
from tests.flaky import Flaky, note, noted


def held(*parts: str, flows: str, codes: tuple[str, ...] = ()) -> str:
    return process("p", start(), user("a"), *parts, user("b"), end(), flows, codes=codes)


THROUGH = flow("start", "a", "x", "b", "end")

WRONG = {
    "a script": (script("x", "y = n + 1"), THROUGH, {"n": 1}),
    "an input": (operation("x", "one", words="${n + 1}"), THROUGH, {"words": "mended"}),
    "an output": (operation("x", "one", out_m="${n + 1}"), THROUGH, None),
    "a timer": (bpmn.catch("x", bpmn.timer("${'PT' + n}")), THROUGH, {"n": "0S"}),
    "an assignee": (user("x", assignee="${n + 1}"), THROUGH, None),
    "a gateway": (gateway("exclusive", "x"), flow("start", "a", "x") + flow("x", "b", when="n > 1") + flow("b", "end"), {"n": 2}),
    "no way out": (gateway("exclusive", "x"), flow("start", "a", "x") + flow("x", "b", when="n == 3") + flow("b", "end"), {"n": 3}),
    "a number": (user("x", bpmn.several(cardinality="${n}")), THROUGH, {"n": 0}),
    "a list": (user("x", bpmn.several("n", "item")), THROUGH, {"n": []}),
    "a call": (call("x", "inner", ins="n + 1>m"), THROUGH, {"n": 1}),
    "a return": (call("x", "inner", outs="n + 1>m"), THROUGH, {"n": 1}),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_an_expression_that_fails_holds_its_step_until_its_data_is_mended(session: Session, what: str) -> None:
    part, flows, mended = WRONG[what]
    inner = process("inner", start(), script("s", "z = 1"), end(), flow("start", "s", "end"))
    world = World(session, held(part, flows=flows), inner)
    world.operations.known["one"] = lambda call, words="": note(call.session, f"note {words}")
    world.start()
    world.complete("a", n="text")
    assert (world.status(), world.open()) == ("incident", [])
    [incident] = world.incidents()
    assert incident.element == "x"
    assert noted(session) == []
    if mended is None:
        return
    world.host.retry(session, incident.id, mended, 7)
    assert (world.open(), world.status(), world.incidents()) == (["b"], "running", [])


def test_a_wrong_boundary_timer_goes_away_with_its_activity(session: Session) -> None:
    world = World(
        session,
        held(
            user("x"),
            bpmn.boundary("late", "x", bpmn.timer("${n + 1}"), interrupting=False),
            bpmn.boundary("psst", "x", bpmn.message("psst"), interrupting=False),
            end("e2"),
            flows=THROUGH + flow("late", "e2") + flow("psst", "e2"),
            codes=("psst",),
        ),
    )
    world.start()
    world.complete("a", n="text")
    assert (world.status(), world.open()) == ("incident", ["x"])
    assert world.fire() == 0
    world.host.send_message(session, world.instance().id, "psst", None, 7)
    assert (world.status(), world.open()) == ("incident", ["x"])
    world.complete("x")
    assert (world.status(), world.open(), world.incidents()) == ("running", ["b"], [])
    world.complete("b")
    assert world.status() == "completed"


def test_an_operation_is_undone_when_what_follows_it_at_once_fails(session: Session) -> None:
    marked = operation("x", "one", words="${words}", inner=bpmn.loop("n + 1 > 3"))
    world = World(session, held(marked, flows=THROUGH))
    Flaky(world)
    world.start(words="round")
    world.complete("a", n="text")
    assert (world.status(), noted(session)) == ("incident", [])
