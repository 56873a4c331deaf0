"""Every reason why an instance cannot be moved, told with its place."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine.errors import NoCounterpart
from engine.migration.pairing import Place
from tests import bpmn
from tests.bpmn import boundary, call, end, event_sub, flow, gateway, process, start, sub, task, user
from tests.engine_world import World
from tests.moving import A, B, add_version, guarded, line, move, mover, one, refusal

FORKED = process(
    "p", start(), gateway("parallel", "fork"), user("a"), user("b"), gateway("parallel", "join"), end(),
    flow("start", "fork", "a", "join", "end"), flow("fork", "b", "join"),
)  # fmt: skip
THREE = FORKED.replace("</process>", user("c") + flow("fork", "c", "join") + "</process>")
REROUTED = process(
    "p", start(), gateway("parallel", "fork"), user("a"), user("b"), user("c"), gateway("parallel", "join"), end(),
    flow("start", "fork", "a", "c", "join", "end"), flow("fork", "b", "join"),
)  # fmt: skip
IN_TURN = process("p", start(), user("a"), user("b"), end(), line("a", "b"))


@pytest.mark.requirement("A9+")
@pytest.mark.parametrize("arrived", [[], ["a"]])
def test_branches_under_way_meet_as_before_or_stay(session: Session, arrived: list[str]) -> None:
    world = World(session, FORKED)
    world.start()
    for element in arrived:
        world.complete(element)
    assert "“c”, from which nothing comes" in refusal(world, add_version(world, THREE))[2]
    assert refusal(world, add_version(world, IN_TURN, number=3))[1] in ("join", "a")
    rerouted = add_version(world, REROUTED, number=4)
    if arrived:
        assert "no flow leads there" in refusal(world, rerouted)[2]
        return
    move(world, rerouted)
    for element in ("a", "b", "c"):
        world.complete(element)
    assert world.status() == "completed"


@pytest.mark.requirement("A9+")
def test_a_step_that_is_in_a_branch_now_would_wait_for_the_other_one(session: Session) -> None:
    world = World(session, IN_TURN)
    world.start()
    process_key, element, reason = refusal(world, add_version(world, FORKED))
    assert (process_key, element) == ("p", "a")
    assert "“join” would wait for a branch from “b”, from which nothing comes" in reason


def round_about(*, wrapped: bool) -> str:
    """Return a loop around two branches; the second one is a branch within a branch if `wrapped`."""
    inner = [gateway("parallel", "split"), gateway("parallel", "meet"), user("c")]
    inner += [flow("fork", "split", "b", "meet", "join"), flow("split", "c", "meet")]
    return process(
        "p", start(), gateway("exclusive", "in"), gateway("parallel", "fork"), gateway("parallel", "join"), user("a"),
        user("b"), gateway("exclusive", "again", default="out"), end(), flow("start", "in", "fork", "a", "join", "again"),
        flow("again", "in", when="more"), flow("again", "end", called="out"),
        *(inner if wrapped else [flow("fork", "b", "join")]),
    )  # fmt: skip


@pytest.mark.requirement("A9+")
def test_what_comes_only_in_the_next_round_is_nothing_to_wait_for_in_this_one(session: Session) -> None:
    world = World(session, round_about(wrapped=False))
    world.start()
    _, element, reason = refusal(world, add_version(world, round_about(wrapped=True)))
    assert (element, "“meet” would wait for a branch from “c”" in reason) == ("b", True)


@pytest.mark.requirement("A9+")
def test_before_the_fork_any_number_of_branches_may_come(session: Session) -> None:
    def model(forked: str) -> str:
        return forked.replace(flow_into_fork(forked), "").replace(
            "</process>", user("early") + flow("start", "early", "fork") + "</process>"
        )

    world = World(session, model(FORKED))
    world.start()
    move(world, add_version(world, model(THREE)))
    for element in ("early", "a", "b", "c"):
        world.complete(element)
    assert world.status() == "completed"


def flow_into_fork(model: str) -> str:
    at = model.index('sourceRef="start" targetRef="fork"')
    return model[model.rindex("<", 0, at) : model.index("</sequenceFlow>", at) + len("</sequenceFlow>")]


ITEMS = bpmn.several(cardinality="2")
REFUSED: dict[str, tuple[str, str, str, str]] = {
    "removed": (one("a"), one("b"), "a", "which version 2 does not have"),
    "another kind": (
        one("a"),
        process("p", start(), bpmn.receive("a", "m"), end(), line("a"), codes=("m",)),
        "a",
        "is a wait for a message there, not a user task",
    ),
    "switched off": (one("a"), process("p", start(), task("a"), end(), line("a")), "a", "is switched off there"),
    "another event": (
        process("p", start(), bpmn.catch("w", bpmn.timer("P1D")), end(), line("w")),
        process("p", start(), bpmn.catch("w", bpmn.message("m")), end(), line("w"), codes=("m",)),
        "w",
        "waits for a message there, not a timer",
    ),
    "repeated": (one("a"), process("p", start(), user("a", ITEMS), end(), line("a")), "a", "at once there, not a user"),
    "no longer repeated": (process("p", start(), user("a", ITEMS), end(), line("a")), one("a"), "a", "not a"),
    "event sub-process": (
        one("a"),
        process("p", start(), user("a"), end(), line("a"), event_sub("es", bpmn.timer("P1D"), user("x"), end("e3"), flow("es-start", "x", "e3"))),
        "start",
        "by a timer beside the main flow",
    ),
    "embedded": (
        process("p", start(), sub("s", start("s2"), user("a"), end("e2"), flow("s2", "a", "e2")), end(), line("s")),
        process("p", start(), sub("s", start("s2"), user("b"), end("e2"), flow("s2", "b", "e2")), end(), line("s")),
        "a",
        "which version 2 does not have",
    ),
    "timer that cannot be worked out": (
        guarded(), guarded(boundary("bad", "a", bpmn.timer("${nothing_known}"))), "start", "cannot be worked out",
    ),
}  # fmt: skip


@pytest.mark.requirement("A9+")
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_go_on_is_refused_with_its_place(session: Session, case: str) -> None:
    old, new, element, reason = REFUSED[case]
    world = World(session, old)
    world.start()
    found = refusal(world, add_version(world, new))
    assert found[:2] == ("p", element)
    assert reason in found[2]
    assert world.history()[-1][0] != "migrated"


STAGED: Callable[..., str] = lambda stage, called="q": process(  # noqa: E731
    "p", start(), call("c", called, stage=stage), end(), line("c")
)


@pytest.mark.requirement("A5")
def test_a_version_in_which_the_stage_is_switched_off_or_unknown_is_refused(session: Session) -> None:
    inner = process("q", start(), user("a"), end(), line("a"))
    world = World(session, STAGED("nurturing"), inner)
    world.start()
    off = STAGED("nurturing").replace("<camunda:properties>", '<camunda:properties><camunda:property name="disabled" value="true"/>', 2)  # fmt: skip
    _, element, reason = refusal(world, add_version(world, off, inner))
    assert (element, "is switched off in version 2" in reason) == ("c", True)
    assert "is not in version 3" in refusal(world, add_version(world, STAGED("other"), inner, number=3))[2]


def test_a_stage_is_no_counterpart_of_another_one(session: Session) -> None:
    inner = process("q", start(), user("a"), end(), line("a"))
    world = World(session, STAGED("nurturing"), inner)
    world.start()
    two = process(
        "p", start(), call("d", "q", stage="nurturing"), call("e", "q", stage="handoff"), end(), line("d", "e")
    )
    specs = add_version(world, two, inner)
    with pytest.raises(NoCounterpart, match="stands for another stage"):
        mover(world, specs, {Place("p", "c"): Place("p", "e")})
    move(world, specs, {Place("p", "c"): Place("p", "d")})
    assert world.open() == ["a"]


@pytest.mark.parametrize(
    ("mapped", "reason"),
    [
        ({Place("p", "zz"): B}, "version 1 has no such element"),
        ({A: Place("p", "zz")}, "version 2 has no such element"),
        ({A: Place("p", "end")}, "is a"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(session: Session, mapped: Any, reason: str) -> None:
    world = World(session, one("a"))
    world.start()
    with pytest.raises(NoCounterpart, match=reason):
        mover(world, add_version(world, one("b")), mapped)
