"""Steps that fail are held where they stand; everything before them is kept, and they can be tried again."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine.errors import ExpressionFailed, InstanceStopped, NotWaiting, OperationFailed
from engine.models import Process
from engine.ports import Call
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, operation, process, start, user
from tests.engine_world import World, other_lead
from tests.flaky import Flaky, note, noted

CHAIN = process(
    "p",
    start(),
    user("a"),
    operation("first", "one"),
    operation("second", "two", words="${words}", out_answer="${answer}"),
    operation("third", "three"),
    user("b"),
    end(),
    flow("start", "a", "first", "second", "third", "b", "end"),
)


def test_a_failing_operation_holds_its_step_and_undoes_itself_only(session: Session) -> None:
    world = World(session, CHAIN)
    Flaky(world, "two")
    world.start(words="hello")
    world.complete("a", x=1)
    assert noted(session) == ["note one"]
    assert (world.open(), world.status()) == ([], "incident")
    [incident] = world.incidents()
    assert (incident.element, incident.element_name, incident.operation) == ("second", "second", "two")
    assert (incident.inputs, incident.error) == ({"words": "hello"}, "two: the service is down")
    assert ("incident", "second") in world.history()
    assert ("element-completed", "first") in world.history()


def test_a_retry_goes_on_from_the_step_that_failed(session: Session) -> None:
    world = World(session, CHAIN)
    flaky = Flaky(world, "two")
    world.start(words="hello")
    world.complete("a")
    flaky.broken.clear()
    [incident] = world.incidents()
    world.host.retry(session, incident.id, None, 8)
    assert noted(session) == ["note one", "note three", "note two hello"]
    assert (world.open(), world.status(), world.incidents()) == (["b"], "running", [])
    assert world.data("b") == {"words": "hello", "answer": "two"}
    [closed] = world.incidents(open_only=False)
    assert closed.resolved_by == 8
    with pytest.raises(NotWaiting):
        world.host.retry(session, incident.id, None, 8)


def test_a_retry_may_change_the_inputs(session: Session) -> None:
    world = World(session, CHAIN)
    Flaky(world)
    world.start(words="bad")
    world.complete("a")
    world.host.retry(session, world.incidents()[0].id, {"words": "better"}, 8)
    assert world.open() == ["b"]
    assert "note two better" in noted(session)


def test_a_retry_that_fails_again_is_a_new_incident(session: Session) -> None:
    world = World(session, CHAIN)
    Flaky(world, "two")
    world.start(words="x")
    world.complete("a")
    world.host.retry(session, world.incidents()[0].id, {"words": "y"}, 8)
    assert [(i.inputs["words"], i.resolved_at is None) for i in world.incidents(open_only=False)] == [
        ("x", False),
        ("y", True),
    ]
    assert (noted(session), world.status()) == (["note one"], "incident")


def test_only_what_succeeded_is_sent_to_others(session: Session) -> None:
    model = process("q", start(), bpmn.catch("w", bpmn.message("from one")), bpmn.catch("v", bpmn.message("from two")),
                    end(), flow("start", "w", "v", "end"), codes=("from one", "from two"))  # fmt: skip
    world = World(session, model)
    world.start(other_lead(9))
    world.key = world.publish(CHAIN)
    Flaky(world, "two")
    world.start(words="")
    world.complete("a")
    assert [kind for kind in world.history(other_lead(9)) if kind[0].startswith("message")] == [("message-caught", "w")]


def test_what_a_failed_operation_left_in_the_session_is_forgotten(session: Session) -> None:
    world = World(session, CHAIN)
    Flaky(world)
    kept = session.scalars(select(Process)).one()
    doomed = Process(key="doomed", name="", kind="")
    session.add(doomed)
    session.flush()

    def fail(call: Call, words: str) -> None:
        call.session.add(Process(key="note flushed", name="", kind=""))
        call.session.flush()
        call.session.add(Process(key="note pending", name="", kind=""))
        kept.name = "changed"
        call.session.delete(doomed)
        raise OperationFailed("two", "after all")

    world.operations.known["two"] = fail
    world.start(words="")
    world.complete("a")
    session.flush()
    assert noted(session) == ["note one"]
    assert (kept.name, doomed.key) == ("Test", "doomed")
    assert session.scalar(text("SELECT count(*) FROM process WHERE name = 'changed'")) == 0
    assert session.scalar(text("SELECT count(*) FROM process WHERE key = 'doomed'")) == 1


def test_many_steps_in_one_transaction_each_go_back_to_their_own_beginning(session: Session) -> None:
    world = World(session, CHAIN)
    world.operations.known["one"] = world.operations.known["three"] = lambda _: None

    def two(call: Call, words: str) -> dict[str, Any]:
        note(call.session, f"note {words}")
        if words in "135":
            raise OperationFailed("two", "it is odd")
        return {"answer": words}

    world.operations.known["two"] = two
    for number in range(6):
        world.start(other_lead(number), words=str(number))
        world.complete("a", other_lead(number))
    assert noted(session) == ["note 0", "note 2", "note 4"]
    assert [world.status(other_lead(number)) for number in range(6)] == ["running", "incident"] * 3


def test_a_failure_while_starting_is_held_as_well(session: Session) -> None:
    world = World(session, process("p", start(), operation("first", "one"), end(), flow("start", "first", "end")))
    Flaky(world, "one")
    assert world.start() is not None
    assert (world.status(), noted(session)) == ("incident", [])
    world.operations.known["one"] = lambda _: None
    world.host.retry(session, world.incidents()[0].id, None, None)
    assert world.status() == "completed"


BRANCHES = process(
    "p",
    start(),
    gateway("parallel", "fork"),
    operation("first", "one"),
    operation("second", "two"),
    user("a"),
    gateway("parallel", "join"),
    user("b"),
    end(),
    flow("start", "fork", "first", "join", "b", "end"),
    flow("fork", "second", "join"),
    flow("fork", "a", "join"),
)


def test_branches_fail_apart_and_others_go_on(session: Session) -> None:
    world = World(session, BRANCHES)
    flaky = Flaky(world, "one", "two")
    world.start()
    assert (world.open(), [i.element for i in world.incidents()]) == (["a"], ["first", "second"])
    world.complete("a")
    assert (world.open(), world.status()) == ([], "incident")
    flaky.broken.clear()
    first, second = world.incidents()
    world.host.retry(session, second.id, None, 7)
    assert (world.open(), world.status()) == ([], "incident")
    world.host.retry(session, first.id, None, 7)
    assert (world.open(), world.status()) == (["b"], "running")


def test_a_message_that_nobody_waits_for_names_the_incident(session: Session) -> None:
    world = World(session, CHAIN)
    Flaky(world, "two")
    world.start(words="")
    world.complete("a")
    with pytest.raises(InstanceStopped) as caught:
        world.send("stage-changed")
    assert (caught.value.element, caught.value.error) == ("second", "two: the service is down")


def test_leaving_the_activity_closes_the_incident_within(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner"),
        bpmn.boundary("leave", "c", bpmn.message("leave")),
        user("after"),
        end(),
        flow("start", "c", "after", "end"),
        flow("leave", "after"),
        codes=("leave",),
    )
    world = World(
        session, model, process("inner", start(), operation("first", "one"), end(), flow("start", "first", "end"))
    )
    Flaky(world, "one")
    world.start()
    assert world.status() == "incident"
    world.send("leave")
    assert (world.open(), world.status(), world.incidents()) == (["after"], "running", [])
    assert ("incident-resolved", "first") in world.history()


def test_a_join_that_waits_in_vain_is_an_incident(session: Session) -> None:
    inner = process(
        "inner",
        start(),
        gateway("exclusive", "either", default="left"),
        user("a"),
        user("b"),
        gateway("parallel", "both"),
        end(),
        flow("start", "either"),
        flow("either", "a", "both", "end", called="left"),
        flow("either", "b", "both", when="n == 2"),
    )
    model = process(
        "p",
        start(),
        call("c", "inner"),
        bpmn.boundary("leave", "c", bpmn.message("leave")),
        end(),
        flow("start", "c", "end"),
        flow("leave", "c"),
        codes=("leave",),
    )
    world = World(session, model, inner)
    world.start(n=1)
    assert world.status() == "running"
    world.complete("a")
    [incident] = world.incidents()
    assert (incident.element, incident.error) == ("both", "both: it waits for a branch from which nothing will come")
    world.send("leave")
    assert (world.open(), world.status(), world.incidents()) == (["a"], "running", [])


def test_what_comes_from_outside_has_to_be_data(session: Session) -> None:
    world = World(session, CHAIN)
    world.start()
    with pytest.raises(ExpressionFailed):
        world.complete("a", thing=object())
    assert world.open() == ["a"]
