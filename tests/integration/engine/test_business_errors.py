"""Errors that a model expects of its operations take the way that it gives them, and are incidents without one."""

from sqlalchemy.orm import Session

from engine.errors import BusinessError
from tests import bpmn
from tests.bpmn import call, end, flow, operation, process, start, user
from tests.engine_world import World
from tests.flaky import Flaky, noted


def caught(code: str) -> str:
    return process(
        "p",
        start(),
        user("a"),
        operation("first", "one"),
        operation("second", "two"),
        bpmn.boundary("edge", "second", bpmn.error(code)),
        user("b"),
        user("mend"),
        end(),
        end("e2"),
        flow("start", "a", "first", "second", "b", "end"),
        flow("edge", "mend", "e2"),
        codes=(code,),
    )


def test_a_business_error_takes_the_way_that_the_model_gives(session: Session) -> None:
    world = World(session, caught("no-stock"))
    Flaky(world, "two", error=BusinessError("no-stock", "sold out"))
    world.start()
    world.complete("a")
    assert (world.open(), world.status(), noted(session)) == (["mend"], "running", ["note one"])
    assert world.data("mend") == {"error_code": "no-stock", "error_message": "sold out"}
    assert ("error-caught", "edge") in world.history()
    world.complete("mend")
    assert world.status() == "completed"


def test_a_business_error_that_nothing_catches_is_an_incident(session: Session) -> None:
    world = World(session, caught("other"))
    flaky = Flaky(world, "two", error=BusinessError("no-stock", "sold out"))
    world.start()
    world.complete("a")
    assert (world.status(), world.incidents()[0].error) == ("incident", "no-stock: sold out")
    flaky.broken.clear()
    world.host.retry(session, world.incidents()[0].id, None, 7)
    assert world.open() == ["b"]


def test_a_business_error_is_caught_around_the_process_it_comes_from(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner"),
        bpmn.boundary("edge", "c", bpmn.error("no-stock")),
        user("mend"),
        end(),
        end("e2"),
        flow("start", "c", "end"),
        flow("edge", "mend", "e2"),
        codes=("no-stock",),
    )
    world = World(
        session, model, process("inner", start(), operation("first", "one"), end(), flow("start", "first", "end"))
    )
    Flaky(world, "one", error=BusinessError("no-stock", "sold out"))
    world.start()
    assert world.open() == ["mend"]
