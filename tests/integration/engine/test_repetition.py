"""Activities that are repeated: for the items of a list, by number, while a condition holds."""

import pytest
from sqlalchemy.orm import Session

from engine.errors import ExpressionFailed
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, process, start, user
from tests.engine_world import World, other_lead

pytestmark = pytest.mark.requirement("A1")


def repeated(marker: str, **attributes: str) -> str:
    return process(
        "p", start(), user("ask", marker, **attributes), user("after"), end(), flow("start", "ask", "after", "end")
    )


@pytest.mark.parametrize("order", ["abc", "cab"])
def test_parallel_instances_each_have_their_item(session: Session, order: str) -> None:
    marker = bpmn.several("people", "person")
    world = World(session, repeated(marker, assignee="${person}"))
    world.start(people=["a", "b", "c"], untouched=[1, 2])
    assert sorted(t.assignee or "" for t in world.tasks.tasks.values()) == ["a", "b", "c"]
    for person in order:
        assert world.open() != ["after"]
        [task] = [t for t in world.tasks.tasks.values() if t.assignee == person]
        world.tasks.tasks = {task.engine_task_id: task} | world.tasks.tasks
        world.complete("ask", last=person)
    assert world.data("after") == {"people": ["a", "b", "c"], "untouched": [1, 2], "last": order[-1]}


def test_sequential_instances_come_one_after_the_other(session: Session) -> None:
    marker = bpmn.several("people", "person", sequential=True)
    world = World(session, repeated(marker, assignee="${person}"))
    world.start(people=["a", "b", "c"])
    for number, person in enumerate("abc"):
        assert [world.task("ask").assignee, len(world.open())] == [person, 1]
        assert world.data("ask")["loopCounter"] == number
        world.complete("ask", **{person: True})
    assert world.data("after") == {"people": ["a", "b", "c"], "a": True, "b": True, "c": True}


def test_instances_by_number_end_early_when_their_condition_holds(session: Session) -> None:
    marker = bpmn.several(cardinality="${count}", until="enough")
    world = World(session, repeated(marker))
    world.start(count=4)
    assert world.open() == ["ask"] * 4
    world.complete("ask", enough=False)
    world.complete("ask", enough=True)
    assert world.open() == ["after"]


def collecting(*, sequential: bool) -> str:
    marker = (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" camunda:collection="people" '
        'camunda:elementVariable="person"><loopDataOutputRef>answers</loopDataOutputRef><outputDataItem id="answer"/>'
        "</multiInstanceLoopCharacteristics>"
    )
    return process(
        "p",
        start(),
        gateway("exclusive", "enter"),
        user("ask", marker),
        user("after"),
        end(),
        flow("start", "enter", "ask", "after", "enter"),
    )


@pytest.mark.parametrize("sequential", [True, False])
def test_instances_collect_their_outputs_anew_each_time(session: Session, sequential: bool) -> None:
    world = World(session, collecting(sequential=sequential))
    world.start(people=["a", "b"], answers="of old")
    for _ in range(2):
        for number in range(2):
            world.complete("ask", answer=number, noise=True)
        assert world.data("after") == {"people": ["a", "b"], "answers": [0, 1]}
        world.complete("after")


@pytest.mark.parametrize("sequential", [True, False])
def test_instances_by_key_collect_an_object(session: Session, sequential: bool) -> None:
    world = World(session, collecting(sequential=sequential))
    world.start(people={"x": 1, "y": 2})
    for number in range(2):
        world.complete("ask", answer=number)
    assert world.data("after")["answers"] == {"x": 0, "y": 1}


def test_an_instance_without_its_output_is_refused(session: Session) -> None:
    world = World(session, collecting(sequential=False))
    world.start(people=["a"])
    with pytest.raises(ExpressionFailed):
        world.complete("ask")
    world.complete("ask", answer=1)
    assert world.data("after")["answers"] == [1]


def test_items_may_be_nothing_and_the_list_may_change_meanwhile(session: Session) -> None:
    marker = bpmn.several("people", "person", sequential=True)
    world = World(session, repeated(marker))
    world.start(people=[None, 0, "c"])
    for person in (None, 0, "c"):
        assert world.data("ask")["person"] == person
        world.complete("ask", people=[])
    assert world.open() == ["after"]


def test_counters_of_repeated_work_within_repeated_work_are_apart(session: Session) -> None:
    each = call("each", "inner").replace(
        "</callActivity>", bpmn.several("outer", "x", sequential=True) + "</callActivity>"
    )
    model = process("p", start(), each, user("after"), end(), flow("start", "each", "after", "end"))
    within = user("ask", bpmn.several(cardinality="2", sequential=True))
    inner = process("inner", start(), within, user("then"), end(), flow("start", "ask", "then", "end"))
    world = World(session, model, inner)
    world.start(outer=["a", "b"])
    for number, item in enumerate("ab"):
        for count in range(2):
            assert (world.data("ask")["x"], world.data("ask")["loopCounter"]) == (item, count)
            world.complete("ask")
        assert (world.data("then")["x"], world.data("then")["loopCounter"]) == (item, number)
        world.complete("then")
    assert world.data("after") == {"outer": ["a", "b"]}


def test_repeated_calls_run_their_processes_side_by_side(session: Session) -> None:
    activity = call("c", "inner").replace("</callActivity>", bpmn.several("items", "item") + "</callActivity>")
    model = process("p", start(), activity, user("after"), end(), flow("start", "c", "after", "end"))
    inner = process("inner", start(), user("deep"), user("deeper"), end(), flow("start", "deep", "deeper", "end"))
    world = World(session, model, inner)
    world.start(items=[1, 2])
    assert world.open() == ["deep", "deep"]
    world.complete("deep")
    world.complete("deeper")
    world.complete("deep")
    assert world.open() == ["deeper"]
    world.complete("deeper")
    assert world.open() == ["after"]


def test_no_items_mean_that_the_activity_is_passed(session: Session) -> None:
    for sequential in (False, True):
        marker = bpmn.several("people", "person", sequential=sequential)
        world = World(session, repeated(marker))
        world.start(other_lead(sequential), people=[])
        assert world.open(other_lead(sequential)) == ["after"]


def test_a_standard_loop_goes_on_while_its_condition_holds(session: Session) -> None:
    world = World(session, repeated(bpmn.loop("more")))
    world.start(n=0)
    for n in range(1, 30):
        assert world.data("ask")["n"] == n - 1
        world.complete("ask", n=n, more=n < 29)
    assert world.data("after") == {"n": 29, "more": False}


def test_a_standard_loop_stops_at_its_maximum(session: Session) -> None:
    world = World(session, repeated(bpmn.loop(maximum=2)))
    world.start()
    world.complete("ask")
    world.complete("ask")
    assert world.open() == ["after"]
