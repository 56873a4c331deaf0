"""A second version of the process under test, and its instance moved there."""

from dataclasses import replace

import pytest

from engine import instances
from engine.errors import CannotMove
from engine.migration.moving import Mover
from engine.migration.pairing import Mapped, Place
from engine.migration.plan import Plan
from engine.models import ProcessVersion
from engine.specs import Specs
from tests import bpmn
from tests.bpmn import boundary, end, flow, process, start, user
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


def guarded(*events: str) -> str:
    ways = (user("late"), end("e2"), *(flow(event.split('id="')[1].split('"')[0], "late") for event in events))
    return one("a", *events, *ways, flow("late", "e2")) if events else one("a")


TIMED = boundary("timed", "a", bpmn.timer("P3D"), interrupting=False)
TOLD = boundary("told", "a", bpmn.message("m"))
