"""Several people and threads at once: rows are locked, specs are shared, nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine import instances
from engine.errors import EngineError, NotWaiting
from engine.ports import Call, Message
from tests import bpmn
from tests.bpmn import end, flow, operation, process, start, user
from tests.conftest import Database
from tests.engine_world import LEAD, PlainTaskList, World, other_lead

MODEL = process(
    "p",
    start(),
    user("ask", bpmn.several(cardinality="2")),
    operation("work", "work"),
    user("check"),
    end(),
    flow("start", "ask", "work", "check", "end"),
)


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Do something in several threads at the same moment and return what came of it, errors included."""
    barrier = Barrier(count)

    def run(number: int) -> Any:
        barrier.wait()
        try:
            return work(number)
        except (EngineError, DBAPIError) as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.requirement("C4")
def test_of_two_who_complete_a_task_at_once_one_succeeds(database: Database) -> None:
    with database.sessions.begin() as session:
        world = World(session, process("p", start(), user("a"), user("b"), end(), flow("start", "a", "b", "end")))
        for number in range(40):
            world.start(other_lead(number))
    world.host.task_list = PlainTaskList()
    for number in range(40):
        task = world.task("a", other_lead(number))

        def complete(_: int, task: Any = task) -> str:
            with database.sessions.begin() as session:
                locked = instances.lock(session, task.instance_id)
                world.host.complete_task(session, locked, task.engine_task_id, {}, 7)
            return "done"

        outcomes = at_once(2, complete)
        assert sorted(map(str, outcomes))[1] == "done"
        assert sum(isinstance(outcome, NotWaiting) for outcome in outcomes) == 1
    with database.sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM instance_event WHERE kind = 'task-completed'")) == 40
        assert session.scalar(text("SELECT count(*) FROM process_instance WHERE status = 'running'")) == 40


def test_a_record_gets_one_instance_when_it_is_started_twice_at_once(database: Database) -> None:
    with database.sessions.begin() as session:
        world = World(session, MODEL)

    def begin(_: int) -> int | None:
        with database.sessions.begin() as session:
            return world.host.start(session, "p", LEAD, actor_id=1)

    outcomes = at_once(4, begin)
    assert sorted(outcome is not None for outcome in outcomes) == [False, False, False, True]


def test_threads_share_specs_without_touching_each_other(database: Database) -> None:
    with database.sessions.begin() as session:
        world = World(session, MODEL)
    world.operations.known["work"] = lambda _: {}

    def walk(number: int) -> list[str]:
        record = other_lead(number)
        with database.sessions.begin() as session:
            world.host.start(session, "p", record, payload={"number": number}, actor_id=1)
        for element in ("ask", "ask", "check"):
            task = next(
                t for t in list(world.tasks.tasks.values()) if t.record == record and t.definition.element == element
            )
            assert task.data["number"] == number
            del world.tasks.tasks[task.engine_task_id]
            with database.sessions.begin() as session:
                locked = instances.lock(session, task.instance_id)
                world.host.complete_task(session, locked, task.engine_task_id, {f"by_{number}": element}, 1)
        with database.sessions() as session:
            return list(
                session.scalars(text("SELECT status FROM process_instance WHERE record_id = :id"), {"id": record.id})
            )

    assert at_once(8, walk) == [["completed"]] * 8


def test_an_unknown_error_leaves_everything_as_it_was(database: Database) -> None:
    with database.sessions.begin() as session:
        world = World(session, MODEL)
        world.start()
    before = world.instance_row(database)

    def explode(call: Call) -> None:
        call.session.execute(text("UPDATE process SET name = 'changed'"))
        raise ZeroDivisionError

    world.operations.known["work"] = explode
    first, second = list(world.tasks.tasks.values())
    with database.sessions.begin() as session:
        world.host.complete_task(session, instances.lock(session, first.instance_id), first.engine_task_id, {}, 1)
    before = world.instance_row(database)
    with pytest.raises(ZeroDivisionError), database.sessions.begin() as session:
        world.host.complete_task(session, instances.lock(session, second.instance_id), second.engine_task_id, {}, 1)
    assert world.instance_row(database) == before
    with database.sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM process WHERE name = 'changed'")) == 0
    world.operations.known["work"] = lambda _: None
    with database.sessions.begin() as session:
        world.host.complete_task(session, instances.lock(session, second.instance_id), second.engine_task_id, {}, 1)
    assert "check" in world.open()


def test_opportunities_write_to_leads_while_leads_are_worked_on(database: Database) -> None:
    sender = process("s", start(), user("a"), operation("tell", "tell"), flow("start", "a", "tell", "a"))
    receiver = process(
        "r", start(), user("b"), bpmn.boundary("news", "b", bpmn.message("news"), interrupting=False), end("e"),
        flow("start", "b"), flow("b", "b2", "b"), user("b2"), flow("news", "e"), codes=("news",),
    )  # fmt: skip
    with database.sessions.begin() as session:
        world = World(session, sender)
        world.publish(receiver)
        world.start(other_lead(1), key="s")
        world.start(other_lead(2), key="r")

    def tell(call: Call) -> None:
        call.outbox.append(Message(other_lead(2), "news", {}))

    world.operations.known["tell"] = tell

    def work(number: int) -> int:
        record = other_lead(1 + number)
        for _ in range(40):
            task = next(t for t in list(world.tasks.tasks.values()) if t.record == record)
            with database.sessions.begin() as session:
                locked = instances.lock(session, task.instance_id)
                world.host.complete_task(session, locked, task.engine_task_id, {}, 1)
            del world.tasks.tasks[task.engine_task_id]
        return 40

    assert at_once(2, work) == [40, 40]
    with database.sessions() as session:
        kinds = dict(session.execute(text("SELECT kind, count(*) FROM instance_event GROUP BY kind")).all())
    assert kinds["message-caught"] + kinds.get("message-ignored", 0) == 40
