"""Messages, escalations and errors: waited for, thrown, and caught at the boundary of an activity."""

import pytest
from sqlalchemy.orm import Session

from engine.errors import NotWaiting
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, process, start, user
from tests.engine_world import World, other_lead

pytestmark = pytest.mark.requirement("A1")


def test_a_message_is_waited_for_and_brings_data(session: Session) -> None:
    event = bpmn.catch("wait", bpmn.message("news"))
    world = World(
        session, process("p", start(), event, user("a"), end(), flow("start", "wait", "a", "end"), codes=["news"])
    )
    world.start(x=1)
    with pytest.raises(NotWaiting):
        world.send("gossip")
    world.send("news", y=2)
    assert world.data("a") == {"x": 1, "y": 2}
    assert ("message-caught", "wait") in world.history()
    with pytest.raises(NotWaiting):
        world.send("news")


def test_a_receive_task_waits_for_its_message(session: Session) -> None:
    model = process(
        "p", start(), bpmn.receive("wait", "news"), user("a"), end(), flow("start", "wait", "a", "end"), codes=["news"]
    )
    world = World(session, model)
    world.start()
    world.send("news")
    assert world.open() == ["a"]


def boundary_model(event: str, *, interrupting: bool, codes: tuple[str, ...] = ()) -> str:
    return process(
        "p",
        start(),
        call("c", "inner"),
        bpmn.boundary("edge", "c", event, interrupting=interrupting),
        user("after"),
        user("aside"),
        end(),
        end("end-aside"),
        flow("start", "c", "after", "end"),
        flow("edge", "aside", "end-aside"),
        codes=codes,
    )


INNER = process("inner", start(), user("deep"), user("deeper"), end(), flow("start", "deep", "deeper", "end"))


def test_an_interrupting_message_ends_the_activity_and_its_tasks(session: Session) -> None:
    world = World(session, boundary_model(bpmn.message("stop"), interrupting=True, codes=("stop",)), INNER)
    world.start()
    world.complete("deep", inner=1)
    world.send("stop", why="because")
    assert world.open() == ["aside"]
    assert world.data("aside") == {"why": "because"}
    assert ("task-cancelled", "deeper") in world.history()
    world.complete("aside")
    assert world.status() == "completed"


def test_a_message_beside_an_activity_lets_it_go_on(session: Session) -> None:
    world = World(session, boundary_model(bpmn.message("psst"), interrupting=False, codes=("psst",)), INNER)
    world.start()
    world.send("psst")
    assert world.open() == ["aside", "deep"]
    world.complete("deep")
    world.complete("aside")
    world.complete("deeper")
    world.complete("after")
    assert world.status() == "completed"


def test_a_message_beside_an_activity_is_caught_again_and_again(session: Session) -> None:
    world = World(session, boundary_model(bpmn.message("psst"), interrupting=False, codes=("psst",)), INNER)
    world.start()
    sizes = []
    for number in range(20):
        world.send("psst", n=number)
        assert world.open() == ["aside", "deep"]
        assert world.data("aside") == {"n": number}
        world.complete("aside")
        sizes.append(len(world.instance().state))
    assert max(sizes) < sizes[0] + 20
    world.send("psst")
    world.send("psst")
    assert world.open() == ["aside", "aside", "deep"]
    world.complete("deep")
    world.complete("deeper")
    with pytest.raises(NotWaiting):
        world.send("psst")
    for element in ("aside", "after", "aside"):
        world.complete(element)
    assert world.status() == "completed"


def test_a_boundary_event_is_gone_once_its_activity_is_done(session: Session) -> None:
    for interrupting in (True, False):
        world = World(session, boundary_model(bpmn.message("stop"), interrupting=interrupting, codes=("stop",)), INNER)
        record = other_lead(interrupting)
        world.start(record)
        world.complete("deep", record)
        world.complete("deeper", record)
        with pytest.raises(NotWaiting):
            world.send("stop", record)
        assert world.open(record) == ["after"]


def escalating(*codes: str) -> str:
    return process(
        "inner",
        start(),
        user("deep"),
        bpmn.throw("shout", bpmn.escalation("help")),
        user("deeper"),
        end(),
        flow("start", "deep", "shout", "deeper", "end"),
        codes=codes,
    )


@pytest.mark.parametrize(("interrupting", "opened"), [(True, ["aside"]), (False, ["aside", "deeper"])])
def test_an_escalation_is_caught_around_the_process_that_throws_it(
    session: Session, interrupting: bool, opened: list[str]
) -> None:
    model = boundary_model(bpmn.escalation("help"), interrupting=interrupting, codes=("help",))
    world = World(session, model, escalating("help"))
    world.start()
    world.complete("deep")
    assert world.open() == opened
    assert ("escalation-caught", "edge") in world.history()


def test_an_escalation_that_nobody_catches_changes_nothing(session: Session) -> None:
    world = World(session, escalating("help").replace('id="inner"', 'id="p"'))
    world.start()
    world.complete("deep")
    assert world.open() == ["deeper"]


def failing(code: str) -> str:
    return process(
        "inner", start(), user("deep"), end("bad", bpmn.error(code)), flow("start", "deep", "bad"), codes=(code,)
    )


@pytest.mark.parametrize("caught", ["broken", ""])
def test_an_error_end_event_is_caught_around_the_process(session: Session, caught: str) -> None:
    model = boundary_model(bpmn.error(caught), interrupting=True, codes=("broken",))
    world = World(session, model, failing("broken"))
    world.start()
    world.complete("deep")
    assert world.open() == ["aside"]
    assert ("error-caught", "edge") in world.history()
    world.complete("aside")
    assert world.status() == "completed"


def test_an_error_reaches_only_the_activity_that_it_comes_from(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("parallel", "fork"),
        call("one", "inner"),
        call("two", "inner"),
        bpmn.boundary("edge-one", "one", bpmn.error("broken")),
        bpmn.boundary("edge-two", "two", bpmn.error("broken")),
        user("aside-one"),
        user("aside-two"),
        *(end(f"e{i}") for i in range(4)),
        flow("start", "fork", "one", "e0"),
        flow("fork", "two", "e1"),
        flow("edge-one", "aside-one", "e2"),
        flow("edge-two", "aside-two", "e3"),
        codes=("broken",),
    )
    world = World(session, model, failing("broken"))
    world.start()
    world.complete("deep")
    assert len(world.open()) == 2
    assert world.open()[1] == "deep"
    world.complete("deep")
    assert world.open() == ["aside-one", "aside-two"]
