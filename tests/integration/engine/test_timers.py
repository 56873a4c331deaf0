"""Timers: due by the one clock, one row each, one job for each due time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db import clock
from tests import bpmn
from tests.bpmn import call, end, event_sub, flow, gateway, process, script, start, user
from tests.engine_world import World, other_lead

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def waiting(event: str) -> str:
    return process("p", start(), bpmn.catch("wait", event), user("a"), end(), flow("start", "wait", "a", "end"))


@pytest.mark.parametrize("source", ["PT2H", "${'PT' + str(hours) + 'H'}", '"PT2H"'])
def test_a_duration_is_waited_for(session: Session, source: str) -> None:
    world = World(session, waiting(bpmn.timer(source)))
    instance_id = world.start(hours=2)
    [timer] = world.timers()
    assert timedelta(hours=1.99) < timer.due_at - clock.now() <= 2 * HOUR
    assert (timer.element, timer.process_key) == ("wait", "p")
    assert world.jobs.deferred == [(timer.due_at, instance_id)]
    with clock.moved(HOUR):
        assert world.fire() == 0
    with clock.moved(2 * HOUR):
        assert world.fire() == 1
        assert world.fire() == 0
    assert (world.open(), world.timers()) == (["a"], [])
    assert ("timer-fired", "wait") in world.history()


def test_a_job_that_comes_a_moment_too_early_is_deferred_again(session: Session) -> None:
    world = World(session, waiting(bpmn.timer("PT30S")))
    world.start()
    assert world.fire() == 0
    assert len(world.jobs.deferred) == 2
    assert world.jobs.deferred[0] == world.jobs.deferred[1]


@pytest.mark.parametrize("source", ["2030-01-31T09:00:00Z", "${when}", "${plus(when, 'P0D')}"])
def test_a_date_is_waited_for(session: Session, source: str) -> None:
    world = World(session, waiting(bpmn.timer(date=source)))
    world.start(when="2030-01-31T10:00:00+01:00")
    [timer] = world.timers()
    assert timer.due_at == datetime(2030, 1, 31, 9, tzinfo=UTC)
    with clock.moved(timer.due_at - clock.now()):
        assert world.fire() == 1


def test_a_time_that_has_passed_is_not_waited_for(session: Session) -> None:
    world = World(session, waiting(bpmn.timer(date="2020-01-01")))
    world.start()
    assert (world.open(), world.timers(), world.jobs.deferred) == (["a"], [], [])


def on_the_border(event: str, *, interrupting: bool) -> str:
    return process(
        "p",
        start(),
        user("a"),
        bpmn.boundary("late", "a", event, interrupting=interrupting),
        user("remind"),
        user("after"),
        end(),
        end("e2"),
        flow("start", "a", "after", "end"),
        flow("late", "remind", "e2"),
    )


def test_a_timer_that_interrupts_takes_the_task_away(session: Session) -> None:
    world = World(session, on_the_border(bpmn.timer("P7D"), interrupting=True))
    world.start()
    with clock.moved(7 * DAY):
        world.fire()
    assert (world.open(), world.timers()) == (["remind"], [])


def test_a_timer_beside_a_task_leaves_it_open(session: Session) -> None:
    world = World(session, on_the_border(bpmn.timer("P7D"), interrupting=False))
    world.start()
    with clock.moved(7 * DAY):
        world.fire()
        assert world.open() == ["a", "remind"]
        world.complete("remind")
        world.complete("a")
    assert (world.open(), world.timers()) == (["after"], [])


def test_a_timer_goes_with_the_task_it_hangs_on(session: Session) -> None:
    world = World(session, on_the_border(bpmn.timer("P7D"), interrupting=False))
    world.start()
    world.complete("a")
    assert world.timers() == []
    with clock.moved(8 * DAY):
        assert world.fire() == 0


def test_a_repeating_timer_reminds_as_often_as_it_says(session: Session) -> None:
    world = World(session, on_the_border(bpmn.timer(cycle="R3/P1D"), interrupting=False))
    world.start()
    for day in (1, 2, 3):
        with clock.moved(day * DAY + HOUR):
            assert world.fire() == 1
            assert world.open() == ["a", "remind"]
            world.complete("remind")
    assert world.timers() == []
    with clock.moved(9 * DAY):
        assert world.fire() == 0
        world.complete("a")
    world.complete("after")
    assert world.status() == "completed"


def test_rounds_that_were_missed_are_not_made_up_for(session: Session) -> None:
    world = World(session, on_the_border(bpmn.timer(cycle="R/P1D"), interrupting=False))
    world.start()
    with clock.moved(10 * DAY + HOUR):
        world.fire()
        assert world.open() == ["a", "remind"]
        [timer] = world.timers()
        assert timedelta(hours=22) < timer.due_at - clock.now() < DAY


def test_a_timer_that_repeats_for_ever_does_not_grow(session: Session) -> None:
    world = World(session, on_the_border(bpmn.timer(cycle="R/P1D"), interrupting=False))
    world.start()
    sizes = []
    for day in range(1, 40):
        with clock.moved(day * DAY + HOUR):
            world.fire()
            world.complete("remind")
        sizes.append(len(world.instance().state))
    assert max(sizes) <= sizes[0] + 20
    world.complete("a")
    world.complete("after")
    assert world.status() == "completed"


def choice(*events: str, codes: tuple[str, ...] = ("go",)) -> str:
    names = [f"on-{i}" for i in range(len(events))]
    parts = [
        bpmn.catch(name, event) + user(f"took-{name}") + end(f"end-{name}")
        for name, event in zip(names, events, strict=True)
    ]
    flows = [flow("which", name, f"took-{name}", f"end-{name}") for name in names]
    return process("p", start(), gateway("eventBased", "which"), flow("start", "which"), *parts, *flows, codes=codes)


EVENTS = (bpmn.timer("P2D"), bpmn.message("go"), bpmn.timer("P1D"), bpmn.message("stop"))


def test_the_first_of_several_timers_wins(session: Session) -> None:
    world = World(session, choice(*EVENTS, codes=("go", "stop")))
    world.start()
    [timer] = world.timers()
    assert timedelta(hours=23) < timer.due_at - clock.now() <= DAY
    with clock.moved(DAY):
        world.fire()
    assert (world.open(), world.timers()) == (["took-on-2"], [])
    assert ("timer-fired", "on-2") in world.history()


def test_an_event_gateway_takes_the_message_that_comes(session: Session) -> None:
    world = World(session, choice(*EVENTS, codes=("go", "stop")))
    world.start(x=1)
    world.send("stop", y=2)
    assert (world.open(), world.timers()) == (["took-on-3"], [])
    assert world.data("took-on-3") == {"x": 1, "y": 2}
    assert ("message-caught", "on-3") in world.history()
    world.complete("took-on-3")
    assert world.status() == "completed"


def test_timers_begin_anew_each_time_a_gateway_is_reached(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("exclusive", "enter"),
        gateway("eventBased", "which"),
        bpmn.catch("soon", bpmn.timer("P1D")),
        bpmn.catch("later", bpmn.timer("P3D")),
        bpmn.catch("news", bpmn.message("news")),
        user("a"),
        end(),
        flow("start", "enter", "which", "soon", "a", "enter"),
        flow("which", "later", "end"),
        flow("which", "news", "enter"),
        codes=("news",),
    )
    world = World(session, model)
    world.start()
    for day in range(3):
        with clock.moved(day * DAY):
            world.send("news")
            [timer] = world.timers()
            assert timedelta(hours=23) < timer.due_at - clock.now() <= DAY
    with clock.moved(3 * DAY):
        world.fire()
    assert world.open() == ["a"]


def test_timers_inside_called_processes_are_found(session: Session) -> None:
    inner = waiting(bpmn.timer("PT1H")).replace('id="p"', 'id="inner"')
    world = World(session, process("p", start(), call("c", "inner"), end(), flow("start", "c", "end")), inner)
    world.start()
    assert [timer.process_key for timer in world.timers()] == ["inner"]
    with clock.moved(HOUR):
        world.fire()
    assert world.open() == ["a"]


def beside(event: str, *, codes: tuple[str, ...] = ()) -> str:
    aside = event_sub("aside", event, user("extra"), end("e2"), flow("aside-start", "extra", "e2"))
    return process("p", start(), user("a"), user("b"), end(), aside, flow("start", "a", "b", "end"), codes=codes)


def test_a_message_starts_a_sub_process_beside_the_main_flow_again_and_again(session: Session) -> None:
    for number in range(3):
        world = World(session, beside(bpmn.message("extra"), codes=("extra",)))
        record = other_lead(number)
        world.start(record, x=1)
        for _ in range(number):
            world.send("extra", record, y=2)
        assert world.open(record) == ["a", "b"][:1] + ["extra"] * number
        world.complete("a", record)
        world.complete("b", record)
        for left in range(number, 0, -1):
            assert (world.open(record), world.status(record)) == (["extra"] * left, "running")
            world.complete("extra", record)
        assert world.status(record) == "completed"


def test_a_called_process_starts_its_own_sub_process_by_message(session: Session) -> None:
    inner = beside(bpmn.message("extra"), codes=("extra",)).replace('id="p"', 'id="inner"')
    world = World(
        session, process("p", start(), call("c", "inner"), user("z"), end(), flow("start", "c", "z", "end")), inner
    )
    world.start()
    world.send("extra")
    assert world.open() == ["a", "extra"]
    for element in ("a", "extra", "b"):
        world.complete(element)
    assert world.open() == ["z"]


def test_a_timer_starts_a_sub_process_beside_the_main_flow(session: Session) -> None:
    world = World(session, beside(bpmn.timer("P1D")))
    world.start()
    with clock.moved(DAY):
        world.fire()
        assert world.open() == ["a", "extra"]
        for element in ("a", "b", "extra"):
            world.complete(element)
    assert (world.status(), world.timers()) == ("completed", [])


def test_a_sub_process_beside_the_main_flow_may_be_started_by_a_repeating_timer(session: Session) -> None:
    world = World(session, beside(bpmn.timer(cycle="R/P1D")))
    world.start()
    for day in (1, 2):
        with clock.moved(day * DAY + HOUR):
            world.fire()
            assert world.open() == ["a", "extra"]
            world.complete("extra")
    with clock.moved(3 * DAY + HOUR):
        world.fire()
        world.complete("a")
        world.complete("b")
        assert (world.open(), world.status()) == (["extra"], "running")
        world.complete("extra")
    assert (world.status(), world.timers()) == ("completed", [])


def test_a_process_does_not_wait_for_a_sub_process_that_was_not_started(session: Session) -> None:
    world = World(session, beside(bpmn.timer("P1D")))
    world.start()
    world.complete("a")
    world.complete("b")
    assert (world.status(), world.timers()) == ("completed", [])


def test_other_instances_are_not_affected_by_one_that_was_started_by_an_event(session: Session) -> None:
    world = World(session, beside(bpmn.message("extra"), codes=("extra",)))
    first, second = other_lead(1), other_lead(2)
    world.start(first)
    world.send("extra", first)
    world.start(second)
    assert world.open(second) == ["a"]
    world.complete("a", second)
    world.complete("b", second)
    assert world.status(second) == "completed"


def test_now_is_the_clock_of_the_house(session: Session) -> None:
    model = process(
        "p",
        start(),
        script("s", "then = plus(now(), 'P1M')"),
        user("a", dueDate="${plus(now(), 'P2D')}"),
        end(),
        flow("start", "s", "a", "end"),
    )
    world = World(session, model)
    with clock.moved(datetime(2031, 1, 31, 12, tzinfo=UTC) - clock.now()):
        world.start()
        assert str(world.data("a")["then"]).startswith("2031-02-28T")
        assert world.task("a").due is not None
        assert abs(world.task("a").due - clock.now() - 2 * DAY) < timedelta(seconds=5)
