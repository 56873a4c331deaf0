"""Moving instances to another version: what stays, what begins to wait, and every reason why one cannot be moved."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import clock
from engine import instances
from engine.migration.pairing import Place
from engine.models import InstanceEvent
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, process, start, user
from tests.engine_world import World
from tests.moving import TIMED, TOLD, A, B, add_version, guarded, line, move, mover, one, refusal


@pytest.mark.requirement("A9+")
def test_a_task_stays_open_with_its_id_data_and_due_time(session: Session) -> None:
    world = World(session, process("p", start(), user("a", dueDate="${plus(now(), 'P1D')}"), end(), line("a")))
    world.start(budget=5)
    before = world.task("a")
    specs = add_version(world, process("p", start(), user("a"), user("b"), end(), line("a", "b")))
    move(world, specs)
    after = world.task("a")
    assert (after.engine_task_id, after.due, after.data, after.version) == (
        before.engine_task_id,
        before.due,
        before.data,
        2,
    )
    assert world.history()[-1] == ("migrated", None)
    [event] = session.scalars(select(InstanceEvent).where(InstanceEvent.kind == "migrated"))
    assert (event.data, event.actor_id) == ({"from": 1, "to": 2}, 7)
    assert world.instance().version_id == specs.version_id
    world.complete("a", result="x")
    assert world.open() == ["b"]
    assert world.data("b")["budget"] == 5
    world.complete("b")
    assert world.status() == "completed"


@pytest.mark.requirement("A9+")
def test_an_element_that_was_renamed_is_followed(session: Session) -> None:
    world = World(session, one("a"))
    world.start()
    task_id = world.task("a").engine_task_id
    specs = add_version(world, one("b"))
    assert refusal(world, specs)[:2] == ("p", "a")
    move(world, specs, {A: B})
    assert (world.open(), world.task("b").engine_task_id) == (["b"], task_id)
    world.complete("b")
    assert world.status() == "completed"


@pytest.mark.requirement("A9+")
def test_a_timer_keeps_its_due_time_and_follows_its_element(session: Session) -> None:
    def model(element: str, wait: str) -> str:
        return process("p", start(), bpmn.catch(element, bpmn.timer(wait)), user("a"), end(), line(element, "a"))

    world = World(session, model("wait", "P2D"))
    world.start()
    [before] = world.timers()
    due, task_id = before.due_at, before.engine_task_id
    move(world, add_version(world, model("pause", "P9D")), {Place("p", "wait"): Place("p", "pause")})
    [after] = world.timers()
    assert (after.element, after.due_at, after.engine_task_id) == ("pause", due, task_id)
    assert len(world.jobs.deferred) == 1
    with clock.moved(timedelta(days=2)):
        assert world.fire() == 1
    assert world.open() == ["a"]


@pytest.mark.requirement("A9+")
def test_boundary_events_that_come_new_to_a_running_activity_begin_to_wait(session: Session) -> None:
    world = World(session, guarded())
    world.start()
    move(world, add_version(world, guarded(TIMED, TOLD)))
    [timer] = world.timers()
    assert (timer.element, len(world.jobs.deferred)) == ("timed", 1)
    assert timedelta(days=2.9) < timer.due_at - clock.now() <= timedelta(days=3)
    with clock.moved(timedelta(days=3)):
        assert world.fire() == 1
    assert world.open() == ["a", "late"]
    world.send("m")
    assert world.open() == ["late", "late"]


@pytest.mark.requirement("A9+")
def test_boundary_events_that_are_gone_are_waited_for_no_more(session: Session) -> None:
    world = World(session, guarded(TIMED, TOLD))
    world.start()
    move(world, add_version(world, guarded(TOLD)))
    assert world.timers() == []
    move(world, add_version(world, guarded(), number=3))
    assert world.open() == ["a"]
    move(world, add_version(world, guarded(TIMED), number=4))
    assert [timer.element for timer in world.timers()] == ["timed"]
    world.complete("a")
    assert (world.status(), world.timers()) == ("completed", [])


@pytest.mark.requirement("A9+")
def test_what_a_boundary_event_has_begun_goes_on_when_it_is_gone(session: Session) -> None:
    world = World(session, guarded(TIMED))
    world.start()
    with clock.moved(timedelta(days=3)):
        world.fire()
    without = process(
        "p", start(), gateway("exclusive", "g", default="on"), user("a"), user("late"), end(), end("e2"),
        flow("start", "g"), flow("g", "late", "e2", when="1 > 2"), flow("g", "a", "end", called="on"),
    )  # fmt: skip
    move(world, add_version(world, without))
    assert world.open() == ["a", "late"]
    world.complete("a")
    assert world.status() == "running"
    world.complete("late")
    assert world.status() == "completed"


@pytest.mark.requirement("A9+")
def test_a_failed_step_is_moved_and_can_be_retried_there(session: Session) -> None:
    def model(element: str, name: str) -> str:
        return process("p", start(), bpmn.operation(element, name), user("a"), end(), line(element, "a"))

    world = World(session, model("do", "broken"))
    world.operations.known["fine"] = lambda _call: {}
    world.start()
    [incident] = world.incidents()
    move(world, add_version(world, model("done", "fine")), {Place("p", "do"): Place("p", "done")})
    [moved] = world.incidents()
    assert (moved.id, moved.element, world.status()) == (incident.id, "done", "incident")
    world.host.retry(session, incident.id, None, 7)
    assert (world.open(), world.incidents()) == (["a"], [])


@pytest.mark.requirement("A9+")
def test_timers_of_a_gateway_keep_their_times_in_another_order(session: Session) -> None:
    def model(*names: str) -> str:
        waits = {"soon": "P1D", "later": "P5D", "new": "P9D"}
        parts = [bpmn.catch(name, bpmn.timer(waits[name])) + flow("first", name, "a") for name in names]
        return process("p", start(), gateway("eventBased", "first"), *parts, user("a"), end(),
                       flow("start", "first"), flow("a", "end"))  # fmt: skip

    world = World(session, model("soon", "later"))
    world.start()
    [before] = world.timers()
    due = before.due_at
    move(world, add_version(world, model("new", "later", "soon")))
    assert [timer.due_at for timer in world.timers()] == [due]
    with clock.moved(timedelta(days=1)):
        world.fire()
    assert ("timer-fired", "soon") in world.history()


@pytest.mark.requirement("A9+")
def test_a_called_process_may_be_replaced_by_one_with_the_same_steps(session: Session) -> None:
    def files(key: str, element: str = "a") -> tuple[str, str]:
        return process("p", start(), call("c", key), end(), line("c")), process(key, start(), user(element), end(), line(element))  # fmt: skip

    world = World(session, *files("q"))
    world.start()
    assert "“r”, which version 2 calls instead" in refusal(world, add_version(world, *files("r", "b")))[2]
    move(world, add_version(world, *files("r"), number=3))
    assert world.task("a").definition.process_key == "r"
    world.complete("a")
    assert world.status() == "completed"


@pytest.mark.requirement("A9+")
def test_moving_back_restores_state_timers_and_tasks(session: Session) -> None:
    world = World(session, guarded(TIMED))
    world.start()
    saved = bytes(world.instance().state)
    [timer] = world.timers()
    due = timer.due_at
    there = mover(world, add_version(world, one("b")), {A: B})
    there.move(instances.lock(session, world.instance().id))
    assert (world.open(), world.timers()) == (["b"], [])
    there.move_back(instances.lock(session, world.instance().id), saved)
    assert (world.open(), [t.due_at for t in world.timers()]) == (["a"], [due])
    assert bytes(world.instance().state) == saved
    assert world.jobs.deferred[-1] == (due, world.instance().id)
    world.complete("a")
    assert world.status() == "completed"
