"""Branches under way and the gateways at which they meet: no token may wait for one that will never come."""

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin

from engine.elements import BoundaryEvent, ParallelGateway
from engine.elements.gateways import TokenJoin, is_token
from engine.elements.process import EndJoin
from engine.migration.pairing import Pair
from engine.workflow import CANCELLED, FINISHED, LeanTask

SEVERAL = 2
OUTSIDE = (EndJoin, BoundaryEventJoin)


def is_standing(task: LeanTask) -> bool:
    """Say whether a token is here: something unfinished, or one that has arrived at a join and is not used up."""
    if not task._state & FINISHED:
        return True
    return task._state == CANCELLED and isinstance(task.task_spec, TokenJoin) and is_token(task)


def find_unmet(process: Any, pair: Pair) -> tuple[Any, str] | None:
    """Return a gateway at which branches under way would not meet as they should, and why; None when all is well."""
    tokens = [task for task in process.tasks.values() if is_standing(task) and not isinstance(task.task_spec, OUTSIDE)]
    if not tokens:
        return None
    return _vanished(tokens, pair) or _starving(tokens, pair)


def _vanished(tokens: list[LeanTask], pair: Pair) -> tuple[Any, str] | None:
    places = [_place(task, None) for task in tokens if not isinstance(task.task_spec, BoundaryEvent)]
    for join, ways in pair.joins_before.items():
        if sum(any(place in way for way in ways.values()) for place in places) < SEVERAL:
            continue
        spec, target = pair.old.task_specs[join], pair.target(join)
        if type(target) is not type(spec):
            return spec, "branches under way meet here, and there is no such gateway there"
    return None


def _starving(tokens: list[LeanTask], pair: Pair) -> tuple[Any, str] | None:
    after = {_place(task, pair) for task in tokens}
    firm = {_place(task, pair) for task in tokens if not isinstance(task.task_spec, BoundaryEvent)}
    for join, ways in pair.joins_after.items():
        spec = pair.new.task_specs[join]
        if not isinstance(spec, ParallelGateway) or not any(firm & way for way in ways.values()):
            continue
        missing = [name for name, way in ways.items() if not after & way]
        if missing and not _starved_before(tokens, pair, join):
            named = pair.new.task_specs[missing[0]]
            return spec, f"it would wait for a branch from “{named.bpmn_name or missing[0]}”, from which nothing comes"
    return None


def _starved_before(tokens: Iterable[LeanTask], pair: Pair, join: str) -> bool:
    places = {_place(task, None) for task in tokens}
    olds = [ways for name, ways in pair.joins_before.items() if getattr(pair.target(name), "name", None) == join]
    return any(not places & way for ways in olds for way in ways.values())


def _place(task: LeanTask, pair: Pair | None) -> str:
    """Return where a token is: one that has arrived at a join is still at the end of the flow that led there."""
    spec = task.task_spec
    if isinstance(spec, TokenJoin) and not isinstance(spec, EndJoin) and is_token(task):
        spec = task.parent.task_spec
    target = pair.target(spec.name) if pair is not None else spec
    return "" if target is None else str(target.name)
