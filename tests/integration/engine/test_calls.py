"""Called processes and embedded ones, and the stages that they are."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db import clock
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, operation, process, script, start, sub, user
from tests.engine_world import World

pytestmark = pytest.mark.requirement("A1")

INNER = process("inner", start(), user("deep"), end(), flow("start", "deep", "end"))


def test_a_call_activity_passes_deep_copies_of_what_it_names(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner", ins="thing>it,thing.size * 2>double,missing>nothing", outs="it>thing,answer>answer"),
        user("after"),
        end(),
        flow("start", "c", "after", "end"),
    )
    world = World(session, model, INNER)
    world.start(thing={"size": 4, "parts": [1]}, other="stays")
    assert world.data("deep") == {"it": {"size": 4, "parts": [1]}, "double": 8, "nothing": None}
    world.complete("deep", it={"size": 5}, more="is lost")
    assert world.data("after") == {"thing": {"size": 5}, "answer": None, "other": "stays"}


def test_a_call_activity_without_mappings_takes_all_in_and_nothing_back(session: Session) -> None:
    model = process("p", start(), call("c", "inner"), user("after"), end(), flow("start", "c", "after", "end"))
    world = World(session, model, INNER)
    world.start(a=1)
    assert world.data("deep") == {"a": 1}
    world.complete("deep", b=2)
    assert world.data("after") == {"a": 1}


def test_a_disabled_call_activity_is_passed_through_and_its_stage_noted(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner", stage="nurturing", disabled="true"),
        user("after"),
        end(),
        flow("start", "c", "after", "end"),
    )
    world = World(session, model, INNER)
    world.start()
    assert world.open() == ["after"]
    assert ("stage-skipped", "c") in world.history()
    assert world.instance().stage is None


def test_stages_follow_calls_and_service_tasks(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner", stage="handoff"),
        operation("close", "close", stage="satisfied"),
        user("after"),
        end(),
        flow("start", "c", "close", "after", "end"),
    )
    world = World(session, model, INNER)
    world.operations.known["close"] = lambda _: None
    world.start()
    assert (world.instance().stage, world.task("deep").stage) == ("handoff", "handoff")
    with clock.moved(timedelta(hours=1)):
        world.complete("deep")
    row = world.instance()
    assert (row.stage, world.task("after").stage) == ("satisfied", "satisfied")
    assert world.task("after").stage_entered_at == row.stage_entered_at > row.started_at + timedelta(minutes=59)
    assert [kind for kind, _ in world.history() if kind.startswith("stage")] == ["stage-entered", "stage-entered"]


def test_an_embedded_sub_process_works_on_the_data_around_it(session: Session) -> None:
    inner = sub("inside", start("s2"), user("deep"), end("e2"), flow("s2", "deep", "e2"))
    world = World(session, process("p", start(), inner, user("after"), end(), flow("start", "inside", "after", "end")))
    world.start(a=1)
    world.complete("deep", b=2)
    assert world.data("after") == {"a": 1, "b": 2}
    assert ("task-completed", "deep") in world.history()


def test_a_hub_of_stages_is_left_and_entered_by_messages_for_ever(session: Session) -> None:
    stages = ("a", "b", "c")
    model = process(
        "p",
        start(),
        start("begin-in", bpmn.message("stage-changed")),
        script("first", "next_stage = 'a'"),
        gateway("exclusive", "hub", default="unknown"),
        end("unknown-stage", bpmn.error("unknown-stage")),
        *(call(f"call-{s}", f"stage-{s}", stage=s, outs="next_stage>next_stage") for s in stages),
        *(bpmn.boundary(f"leave-{s}", f"call-{s}", bpmn.message("stage-changed")) for s in stages),
        flow("start", "first", "hub"),
        flow("begin-in", "hub"),
        *(flow("hub", f"call-{s}", "hub", when=f"next_stage == '{s}'") + flow(f"leave-{s}", "hub") for s in stages),
        flow("hub", "unknown-stage", called="unknown"),
        codes=("stage-changed", "unknown-stage"),
    )
    inner = [
        process(f"stage-{s}", start(), user(f"work-{s}"), end(), flow("start", f"work-{s}", "end")) for s in stages
    ]
    world = World(session, model, *inner)
    world.start(message="stage-changed", next_stage="b")
    assert (world.open(), world.instance().stage) == (["work-b"], "b")
    sizes = []
    for turn in range(60):
        target = stages[turn % 3]
        if turn % 2:
            world.send("stage-changed", next_stage=target)
        else:
            world.complete(world.open()[0], next_stage=target)
        assert (world.open(), world.instance().stage) == ([f"work-{target}"], target)
        sizes.append(len(world.instance().state))
    assert max(sizes) < min(sizes) + 60
