"""Gateways, and the ends of the ways that leave them."""

import pytest
from sqlalchemy.orm import Session

from tests import bpmn
from tests.bpmn import call, end, flow, gateway, process, start, user
from tests.engine_world import World

pytestmark = pytest.mark.requirement("A1")


@pytest.mark.parametrize(("answer", "way"), [("yes", "left"), ("no", "right"), ("perhaps", "other")])
def test_an_exclusive_gateway_takes_the_first_way_that_holds(session: Session, answer: str, way: str) -> None:
    model = process(
        "p",
        start(),
        gateway("exclusive", "which", default="otherwise"),
        *(user(way) for way in ("left", "right", "other")),
        flow("start", "which"),
        flow("which", "left", when="${answer == 'yes'}"),
        flow("which", "right", when="answer == 'no'"),
        flow("which", "other", called="otherwise"),
        *(flow(way, f"end-{way}") + end(f"end-{way}") for way in ("left", "right", "other")),
    )
    world = World(session, model)
    world.start(answer=answer)
    assert world.open() == [way]


FORK = (
    start(),
    gateway("parallel", "fork"),
    user("a"),
    user("b"),
    gateway("parallel", "join"),
    user("after"),
    end(),
    flow("start", "fork", "a", "join", "after", "end"),
    flow("fork", "b", "join"),
)


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_parallel_gateway_joins_what_each_branch_has_changed(session: Session, order: str) -> None:
    world = World(session, process("p", *FORK))
    world.start(both=0, mine={"a": 0, "b": 0})
    assert world.open() == ["a", "b"]
    given = {"a": {"from_a": 1, "both": "a"}, "b": {"from_b": 2}}
    for element in order:
        assert world.open() != ["after"]
        world.complete(element, **given[element])
    assert world.data("after") == {"both": "a", "mine": {"a": 0, "b": 0}, "from_a": 1, "from_b": 2}


def test_a_fork_and_join_in_a_loop_waits_for_both_branches_each_time(session: Session) -> None:
    model = process(
        "p",
        *FORK[:-3],
        gateway("exclusive", "again", default="done"),
        end(),
        flow("start", "enter", "fork", "a", "join", "after", "again"),
        gateway("exclusive", "enter"),
        flow("fork", "b", "join"),
        flow("again", "enter", when="more"),
        flow("again", "end", called="done"),
    )
    world = World(session, model)
    world.start()
    for round_ in range(4):
        for element in ("ab", "ba")[round_ % 2]:
            assert "after" not in world.open()
            world.complete(element, **{f"{element}_round": round_})
        assert world.open() == ["after"]
        assert world.data("after") | {"more": 0} == {"a_round": round_, "b_round": round_, "more": 0}
        world.complete("after", more=round_ < 3)
    assert world.status() == "completed"


@pytest.mark.parametrize(
    ("chosen", "opened"), [("a", ["a"]), ("ab", ["a", "b"]), ("abc", ["a", "b", "c"]), ("", ["d"])]
)
def test_an_inclusive_gateway_waits_for_the_branches_that_were_taken(
    session: Session, chosen: str, opened: list[str]
) -> None:
    model = process(
        "p",
        start(),
        gateway("inclusive", "fork", default="none"),
        *map(user, "abcd"),
        gateway("inclusive", "join"),
        user("after"),
        end(),
        flow("start", "fork"),
        *(flow("fork", x, "join", when=f"'{x}' in chosen") for x in "abc"),
        flow("fork", "d", "join", called="none"),
        flow("join", "after", "end"),
    )
    world = World(session, model)
    world.start(chosen=chosen)
    assert world.open() == opened
    for element in opened:
        assert "after" not in world.open()
        world.complete(element, **{element: True})
    assert world.open() == ["after"]
    assert set(world.data("after")) == {"chosen", *opened}


def test_an_inclusive_join_waits_for_a_called_process_upstream(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("inclusive", "fork"),
        call("slow", "inner"),
        user("quick"),
        gateway("inclusive", "join"),
        user("after"),
        end(),
        flow("start", "fork"),
        flow("fork", "slow", "join", when="true"),
        flow("fork", "quick", "join", when="true"),
        flow("join", "after", "end"),
    )
    world = World(session, model, process("inner", start(), user("deep"), end(), flow("start", "deep", "end")))
    world.start()
    world.complete("quick")
    assert world.open() == ["deep"]
    world.complete("deep")
    assert world.open() == ["after"]


def test_a_terminate_end_event_ends_everything(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("parallel", "fork"),
        user("a"),
        user("b"),
        end(),
        end("stop", bpmn.terminate()),
        flow("start", "fork", "a", "stop"),
        flow("fork", "b", "end"),
    )
    world = World(session, model)
    world.start()
    world.complete("a")
    assert (world.open(), world.status()) == ([], "completed")
    assert ("task-cancelled", "b") in world.history()


def test_several_end_events_are_all_waited_for(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("parallel", "fork"),
        *map(user, "abc"),
        *(end(f"end-{x}") for x in "abc"),
        flow("start", "fork"),
        *(flow("fork", x, f"end-{x}") for x in "abc"),
    )
    world = World(session, model)
    world.start()
    for element in "bca":
        assert world.status() == "running"
        world.complete(element)
    assert world.status() == "completed"
