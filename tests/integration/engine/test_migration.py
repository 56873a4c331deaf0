"""Moving instances to another version: what stays, what begins to wait, and every reason why one cannot be moved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import clock
from engine import instances
from engine.errors import CannotMove, NoCounterpart
from engine.migration.moving import Mover
from engine.migration.pairing import Mapped, Place
from engine.migration.plan import Plan
from engine.models import InstanceEvent, ProcessVersion
from engine.specs import Specs
from tests import bpmn
from tests.bpmn import boundary, call, end, event_sub, flow, gateway, process, start, sub, task, user
from tests.engine_world import World

A, B = Place("p", "a"), Place("p", "b")


def add_version(world: World, *files: str, number: int = 2) -> Specs:
    """Publish another version of the world's process."""
    [first] = [specs for specs in world.specs.by_version.values() if specs.version == 1]
    process_id = world.session.get_one(ProcessVersion, first.version_id).process_id
    row = ProcessVersion(
        process_id=process_id, number=number, xml=files[0], checksum="", pins={}, stages=[], messages=[]
    )
    world.session.add(row)
    world.session.flush()
    found = world.specs.by_version[row.id] = replace(bpmn.specs(*files, version_id=row.id), version=number)
    return found


def mover(world: World, specs: Specs, mapped: Mapped | None = None) -> Mover:
    here = world.specs.by_version[world.instance().version_id]
    return Mover(world.host, world.session, Plan(here, specs, mapped or {}), 7)


def move(world: World, specs: Specs, mapped: Mapped | None = None) -> bytes:
    return mover(world, specs, mapped).move(instances.lock(world.session, world.instance().id))


def refusal(world: World, specs: Specs, mapped: Mapped | None = None) -> tuple[str, str, str]:
    """Return process, element and reason of a refusal, which has changed nothing."""
    before = bytes(world.instance().state)
    with pytest.raises(CannotMove) as refused:
        move(world, specs, mapped)
    assert bytes(world.instance().state) == before
    assert refused.value.reason.endswith(".")
    return refused.value.process, refused.value.element, refused.value.reason


def line(*nodes: str, first: str = "start") -> str:
    return flow(first, *nodes, "end")


def one(element: str = "a", *more: str) -> str:
    return process("p", start(), user(element), end(), line(element), *more, codes=("m", "e"))


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


def guarded(*events: str) -> str:
    ways = (user("late"), end("e2"), *(flow(event.split('id="')[1].split('"')[0], "late") for event in events))
    return one("a", *events, *ways, flow("late", "e2")) if events else one("a")


TIMED = boundary("timed", "a", bpmn.timer("P3D"), interrupting=False)
TOLD = boundary("told", "a", bpmn.message("m"))


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
    assert (process_key, element) == ("p", "join")
    assert "it would wait for a branch from “b”" in reason


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
