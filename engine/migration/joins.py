"""Branches under way: none may wait for one that will never come, or go where another one is or was."""

from itertools import permutations
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin

from engine.elements import BoundaryEvent
from engine.elements.gateways import TokenJoin, is_token
from engine.elements.process import EndJoin
from engine.migration.pairing import Pair
from engine.workflow import CANCELLED, FINISHED, LeanTask

SEVERAL = 2
# A boundary event may never happen; an activity is told with all that its events lead to.
OUTSIDE = (EndJoin, BoundaryEventJoin, BoundaryEvent)


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
    places = [_place(task, None) for task in tokens]
    for join, ways in pair.before.joins.items():
        if sum(any(place in way for way in ways.values()) for place in places) < SEVERAL:
            continue
        spec, target = pair.old.task_specs[join], pair.target(join)
        if type(target) is not type(spec):
            return spec, f"the branches under way do not meet at “{_name(spec)}” any more"
    return None


def _starving(tokens: list[LeanTask], pair: Pair) -> tuple[Any, str] | None:
    before = pair.before.starving(*_positions(tokens, None))
    known = {target.name for join in before if (target := pair.target(join)) is not None}
    for join, missing in pair.after.starving(*_positions(tokens, pair)).items():
        if join not in known:
            comes = (task for task in tokens if join in pair.after.starving(*_positions([task], pair)))
            here = next(comes, tokens[0])
            spec, source = pair.new.task_specs[join], pair.new.task_specs[min(missing)]
            reason = f"would wait for a branch from “{_name(source)}”, from which nothing comes"
            return pair.old.task_specs[_place(here, None)], f"“{_name(spec)}” {reason}"
    return None


def _positions(tokens: list[LeanTask], pair: Pair | None) -> tuple[list[str], list[tuple[str, str]]]:
    """Return where tokens are, and the flows along which some have come to a gateway."""
    places, arrived = [], []
    for task in tokens:
        if _has_arrived(task):
            join = task.task_spec if pair is None else pair.target(task.task_spec.name)
            assert join is not None
            arrived.append((_place(task, pair), str(join.name)))
        else:
            places.append(_place(task, pair))
    return places, arrived


def _trailing(tokens: list[LeanTask], pair: Pair) -> tuple[Any, str] | None:
    """Return a branch that leads to where another one is, and did not before: what follows would be done twice."""
    for one, other in permutations(tokens, 2):
        here, there = _place(one, None), _place(other, None)
        ahead = _place(other, pair)
        if ahead in pair.after.after(_place(one, pair)) and there not in pair.before.after(here):
            spec = pair.old.task_specs[here]
            reason = f"“{_name(spec)}” leads to “{_name(pair.new.task_specs[ahead])}”, where another branch is or was"
            return spec, f"{reason}, so that what follows would be done twice"
    return None


def _place(task: LeanTask, pair: Pair | None) -> str:
    """Return where a token is: one that has arrived at a join is still at the end of the flow that led there."""
    spec = task.parent.task_spec if _has_arrived(task) else task.task_spec
    target = pair.target(spec.name) if pair is not None else spec
    return "" if target is None else str(target.name)


def _has_arrived(task: LeanTask) -> bool:
    return isinstance(task.task_spec, TokenJoin) and not isinstance(task.task_spec, EndJoin) and is_token(task)


def _name(spec: Any) -> str:
    return str(spec.bpmn_name or spec.name)
