"""Starting, ending and refusing; what instances send to each other."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine import instances
from engine.errors import NotWaiting, ProcessDisabled, TooManySteps, UncaughtError, UnknownInstance, UnknownProcess
from engine.ports import Call, Message, RecordKey, StartRequest
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, operation, process, script, start, user
from tests.engine_world import LEAD, World, other_lead

OPPORTUNITY = RecordKey("opportunity", 5)
STARTS = process(
    "p",
    start(),
    start("on-qualified", bpmn.message("lead-qualified")),
    start("on-created", bpmn.message("lead-created"), condition="${lead.stage == 'mql' and origin != 'import'}"),
    user("plain"),
    user("qualified"),
    user("created"),
    *(end(f"e{n}") for n in range(3)),
    flow("start", "plain", "e0"),
    flow("on-qualified", "qualified", "e1"),
    flow("on-created", "created", "e2"),
    codes=("lead-qualified", "lead-created"),
)


@pytest.mark.requirement("A8")
@pytest.mark.parametrize(
    ("message", "opened"), [(None, "plain"), ("lead-qualified", "qualified"), ("lead-created", "created")]
)
def test_a_process_finds_its_start_by_the_message(session: Session, message: str | None, opened: str) -> None:
    world = World(session, STARTS)
    world.records.lead["stage"] = "mql"
    assert world.start(message=message, origin="page") == world.instance().id
    assert world.open() == [opened]
    assert world.data(opened) == {"origin": "page"}
    world.complete(opened)
    assert world.status() == "completed"


@pytest.mark.requirement("A8")
def test_nothing_starts_without_a_start_or_against_its_condition(session: Session) -> None:
    world = World(session, STARTS)
    assert world.start(message="gossip") is None
    assert world.start(message="lead-created", origin="page") is None
    assert instances.running(session, LEAD) is None


@pytest.mark.requirement("A3")
def test_a_disabled_process_starts_nothing_new_but_goes_on(session: Session) -> None:
    world = World(session, STARTS)
    world.start()
    world.specs.disabled.add("p")
    with pytest.raises(ProcessDisabled):
        world.start(other_lead(1))
    world.complete("plain")
    with pytest.raises(UnknownProcess):
        world.start(key="nothing")


def test_a_record_has_one_running_instance(session: Session) -> None:
    world = World(session, STARTS)
    first = world.start()
    assert world.start() is None
    assert instances.running(session, LEAD) == first
    world.complete("plain")
    second = world.start()
    assert second is not None
    assert (instances.running(session, LEAD), instances.latest_version(session, LEAD)) == (
        second,
        world.instance().version_id,
    )


def test_a_version_can_be_started_by_its_number(session: Session) -> None:
    world = World(session, STARTS)
    world.specs.disabled.add("p")
    [version] = world.specs.by_version
    assert world.host.start_version(session, version, LEAD, actor_id=1) is not None
    assert world.open() == ["plain"]


def test_a_cancelled_instance_takes_its_tasks_and_timers_along(session: Session) -> None:
    model = process("p", start(), user("a"), bpmn.boundary("late", "a", bpmn.timer("P1D")), end(), end("e"),
                    flow("start", "a", "end"), flow("late", "e"))  # fmt: skip
    world = World(session, model)
    instance_id = world.start()
    assert instance_id is not None
    world.host.cancel(session, instance_id, 7)
    assert (world.status(), world.open(), world.timers(), world.instance().state) == ("cancelled", [], [], b"")
    assert world.history()[-1] == ("task-cancelled", "a")
    world.host.cancel(session, instance_id, 7)
    with pytest.raises(NotWaiting):
        world.send("anything")
    assert world.fire() == 0
    with pytest.raises(UnknownInstance):
        world.host.cancel(session, 0, 7)


def test_a_task_is_completed_once(session: Session) -> None:
    world = World(session, STARTS)
    world.start()
    task = world.task("plain")
    world.complete("plain")
    locked = instances.lock(session, task.instance_id)
    with pytest.raises(NotWaiting):
        world.host.complete_task(session, locked, task.engine_task_id, {}, 7)


def test_a_task_of_another_instance_is_not_taken(session: Session) -> None:
    world = World(session, STARTS)
    world.start()
    world.start(other_lead(1))
    locked = instances.lock(session, world.instance().id)
    for task_id in (uuid4(), world.task("plain", other_lead(1)).engine_task_id):
        with pytest.raises(NotWaiting):
            world.host.complete_task(session, locked, task_id, {}, 7)
    assert world.open() == ["plain"]


def rename(call: Call) -> None:
    """Change something, as operations do."""
    call.session.execute(text("UPDATE process SET name = 'changed'"))


def looping(*steps: str) -> str:
    return process("p", start(), user("a"), gateway("exclusive", "g"), *steps, flow("start", "a", "g", "s", "g"))


def test_a_model_that_loops_without_a_wait_is_stopped_and_undone(session: Session) -> None:
    world = World(session, looping(operation("s", "do")), limit=50)
    world.operations.known["do"] = rename
    world.start()
    with pytest.raises(TooManySteps) as caught:
        world.complete("a")
    assert caught.value.limit == 50
    assert session.scalar(text("SELECT count(*) FROM process WHERE name = 'changed'")) == 0
    assert (world.open(), world.status()) == (["a"], "running")


def test_a_thousand_steps_without_a_wait_are_no_problem(session: Session) -> None:
    model = process("p", start(), gateway("exclusive", "g"), script("s", "n = n + 1"), gateway("exclusive", "enough", default="no"),
                    user("a"), end(), flow("start", "g", "s", "enough"), flow("enough", "a", "end", when="n > 320"),
                    flow("enough", "g", called="no"))  # fmt: skip
    world = World(session, model)
    world.start(n=0)
    assert world.data("a") == {"n": 321}
    assert len(world.instance().state) < 500


def test_an_error_that_nobody_catches_changes_nothing(session: Session) -> None:
    model = process("p", start(), user("a"), operation("s", "do"), end("bad", bpmn.error("unknown-stage")), flow("start", "a", "s", "bad"), codes=("unknown-stage",))  # fmt: skip
    world = World(session, model)
    world.operations.known["do"] = rename
    world.start()
    with pytest.raises(UncaughtError) as caught:
        world.complete("a")
    assert (caught.value.code, caught.value.element) == ("unknown-stage", "bad")
    assert session.scalar(text("SELECT count(*) FROM process WHERE name = 'changed'")) == 0
    assert (world.open(), world.status()) == (["a"], "running")


def test_a_start_that_fails_leaves_no_instance(session: Session) -> None:
    world = World(session, process("p", start(), end("bad", bpmn.error("no")), flow("start", "bad"), codes=("no",)))
    with pytest.raises(UncaughtError):
        world.start()
    assert instances.running(session, LEAD) is None


SALE = process(
    "sale",
    start("on-created", bpmn.message("opportunity-created")),
    user("sell"),
    operation("tell", "tell"),
    end(),
    flow("on-created", "sell", "tell", "end"),
    codes=("opportunity-created",),
)
WORK = process(
    "p",
    start(),
    operation("hand-over", "hand"),
    gateway("eventBased", "outcome"),
    bpmn.catch("won", bpmn.message("opportunity-won")),
    bpmn.catch("lost", bpmn.message("opportunity-lost")),
    user("celebrate"),
    user("mourn"),
    end(),
    flow("start", "hand-over", "outcome", "won", "celebrate", "end"),
    flow("outcome", "lost", "mourn", "end"),
    codes=("opportunity-won", "opportunity-lost"),
)


@pytest.fixture
def pair(session: Session) -> World:
    world = World(session, SALE)
    world.key = world.publish(WORK)

    def hand(call: Call) -> None:
        call.outbox.append(StartRequest(OPPORTUNITY, "sale", "opportunity-created", {"next_stage": "proposal"}))

    def tell(call: Call) -> None:
        call.outbox.append(Message(LEAD, "opportunity-won", {"amount": 10}))

    world.operations.known.update(hand=hand, tell=tell)
    return world


@pytest.mark.requirement("B16")
def test_one_process_starts_another_and_hears_from_it(pair: World) -> None:
    pair.start()
    assert (pair.open(), pair.open(OPPORTUNITY)) == ([], ["sell"])
    assert pair.task("sell", OPPORTUNITY).data == {"next_stage": "proposal"}
    pair.complete("sell", OPPORTUNITY)
    assert (pair.open(), pair.status(OPPORTUNITY)) == (["celebrate"], "completed")
    assert pair.data("celebrate") == {"amount": 10}


def test_a_process_that_runs_already_is_not_started_again(pair: World) -> None:
    pair.start(OPPORTUNITY, message="opportunity-created", key="sale")
    pair.start()
    assert pair.open(OPPORTUNITY) == ["sell"]


def test_a_request_for_a_process_that_is_not_there_is_passed_over(pair: World) -> None:
    pair.specs.disabled.add("sale")
    pair.start()
    assert pair.status() == "running"


def test_a_message_that_the_other_one_does_not_wait_for_is_noted_there(pair: World) -> None:
    pair.start()
    pair.send("opportunity-lost")
    pair.complete("sell", OPPORTUNITY)
    assert pair.open() == ["mourn"]
    assert pair.history()[-1] == ("message-ignored", None)


def test_instances_that_write_to_each_other_for_ever_are_stopped(session: Session) -> None:
    model = process("p", start(), bpmn.catch("w", bpmn.message("ping")), operation("s", "answer"), flow("start", "w", "s", "w"), codes=("ping",))  # fmt: skip
    world = World(session, model)

    def answer(call: Call) -> None:
        other = other_lead(1) if call.record == LEAD else LEAD
        call.outbox.append(Message(other, "ping", {}))

    world.operations.known["answer"] = answer
    world.start()
    world.start(other_lead(1))
    with pytest.raises(TooManySteps):
        world.send("ping")


def test_the_history_says_who_did_what(session: Session) -> None:
    world = World(session, STARTS)
    world.start()
    world.complete("plain", result="done")
    rows = session.execute(
        text("SELECT kind, element, element_name, actor_id, data FROM instance_event ORDER BY id")
    ).all()
    assert tuple(rows[3]) == ("task-completed", "plain", "plain", 7, {"result": "done"})


def test_names_can_be_asked_for_outside_of_a_step(session: Session) -> None:
    world = World(session, STARTS)
    world.start()
    names: Any = world.host.names(session, LEAD, {"x": 1, "lead": "hidden"}, 7)
    assert (names["x"], names["lead"]["owner"], names["actor"]) == (1, "maria", "user-7")
    assert names["stage_entered_at"] == world.instance().stage_entered_at
    assert "nothing" not in names
    assert set(names) == {"x", "lead", "actor", "stage_entered_at"}


def test_an_instance_is_locked_by_its_record(session: Session) -> None:
    world = World(session, STARTS)
    assert world.host.lock_running(session, LEAD) is None
    world.start()
    locked = world.host.lock_running(session, LEAD)
    assert locked is not None
    assert (locked.id, locked.record, locked.is_alive) == (world.instance().id, LEAD, True)


def test_calls_nest(session: Session) -> None:
    inner = process("inner", start(), call("c2", "innermost", outs="n>n"), end(), flow("start", "c2", "end"))
    innermost = process("innermost", start(), user("deep"), end(), flow("start", "deep", "end"))
    outer = process("p", start(), call("c", "inner", outs="n>n"), user("a"), end(), flow("start", "c", "a", "end"))
    world = World(session, outer, inner, innermost)
    world.start()
    world.complete("deep", n=3)
    assert world.data("a") == {"n": 3}
