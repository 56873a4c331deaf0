"""Branches under way: none may wait for one that will never come, or go where another one is or was."""

from collections.abc import Iterable
from itertools import permutations
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
    """Return an element of the old process at which a branch under way cannot go on as it should, and why."""
    tokens = [task for task in process.tasks.values() if is_standing(task) and not isinstance(task.task_spec, OUTSIDE)]
    if not tokens:
        return None
    return _vanished(tokens, pair) or _starving(tokens, pair) or _trailing(tokens, pair)


def _vanished(tokens: list[LeanTask], pair: Pair) -> tuple[Any, str] | None:
    places = [_place(task, None) for task in tokens if not isinstance(task.task_spec, BoundaryEvent)]
    for join, ways in pair.before.joins.items():
        if sum(any(place in way for way in ways.values()) for place in places) < SEVERAL:
            continue
        spec, target = pair.old.task_specs[join], pair.target(join)
        if type(target) is not type(spec):
            return spec, f"the branches under way do not meet at “{_name(spec)}” any more"
    return None


def _starving(tokens: list[LeanTask], pair: Pair) -> tuple[Any, str] | None:
    after = {_place(task, pair) for task in tokens}
    firm = {_place(task, pair) for task in tokens if not isinstance(task.task_spec, BoundaryEvent)}
    for join, ways in pair.after.joins.items():
        spec = pair.new.task_specs[join]
        if not isinstance(spec, ParallelGateway) or not any(firm & way for way in ways.values()):
            continue
        missing = [name for name, way in ways.items() if not after & way]
        if missing and not _starved_before(tokens, pair, join):
            here = next(task for task in tokens if any(_place(task, pair) in way for way in ways.values()))
            reason = (
                f"would wait for a branch from “{_name(pair.new.task_specs[missing[0]])}”, from which nothing comes"
            )
            return pair.old.task_specs[_place(here, None)], f"“{_name(spec)}” {reason}"
    return None


def _trailing(tokens: list[LeanTask], pair: Pair) -> tuple[Any, str] | None:
    """Return a branch that leads to where another one is, and did not before: what follows would be done twice."""
    firm = [task for task in tokens if not isinstance(task.task_spec, BoundaryEvent)]
    for one, other in permutations(firm, 2):
        here, there = _place(one, None), _place(other, None)
        ahead = _place(other, pair)
        if ahead in pair.after.after(_place(one, pair)) and there not in pair.before.after(here):
            spec = pair.old.task_specs[here]
            reason = f"“{_name(spec)}” leads to “{_name(pair.new.task_specs[ahead])}”, where another branch is or was"
            return spec, f"{reason}, so that what follows would be done twice"
    return None


def _starved_before(tokens: Iterable[LeanTask], pair: Pair, join: str) -> bool:
    places = {_place(task, None) for task in tokens}
    olds = [ways for name, ways in pair.before.joins.items() if getattr(pair.target(name), "name", None) == join]
    return any(not places & way for ways in olds for way in ways.values())


def _place(task: LeanTask, pair: Pair | None) -> str:
    """Return where a token is: one that has arrived at a join is still at the end of the flow that led there."""
    spec = task.task_spec
    if isinstance(spec, TokenJoin) and not isinstance(spec, EndJoin) and is_token(task):
        spec = task.parent.task_spec
    target = pair.target(spec.name) if pair is not None else spec
    return "" if target is None else str(target.name)


def _name(spec: Any) -> str:
    return str(spec.bpmn_name or spec.name)
