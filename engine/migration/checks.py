"""Whether what stands in an instance can go on in the new version; the first reason why not, with its place."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit

from engine.elements import BoundaryEvent
from engine.elements.gateways import TokenJoin
from engine.elements.guard import HELD
from engine.elements.process import EndJoin
from engine.errors import CannotMove
from engine.migration.joins import find_unmet, is_standing
from engine.migration.kinds import difference
from engine.migration.pairing import Pair, key_of, split_name
from engine.migration.plan import Plan
from engine.workflow import FINISHED, LeanTask, LeanWorkflow

Paired = list[tuple[Any, Pair]]


def check(workflow: LeanWorkflow, stage: str | None, plan: Plan) -> Paired:
    """Return the processes of an instance, each with its pair.

    Raises:
        CannotMove: something in it cannot go on in the new version.
    """
    _check_stage(stage, plan)
    pairs: dict[int, Pair] = {}
    found = []
    for process in workflow.processes():
        owner = getattr(process, "owner", None)
        pair = plan.top if owner is None else plan.inner(owner, pairs[id(owner.workflow)])
        pairs[id(process)] = pair
        if not process.completed:
            _check_process(process, pair, plan)
        found.append((process, pair))
    return found


def _check_stage(stage: str | None, plan: Plan) -> None:
    """Refuse a version in which the stage of the instance is switched off, or has become unknown."""
    before = next((found for found in plan.old.stages if found.code == stage), None)
    if before is None:
        return
    after = next((found for found in plan.new.stages if found.code == stage), None)
    if after is None or after.disabled:
        state = "is not in" if after is None else "is switched off in"
        reason = f"It is in the stage “{before.name}”, which {state} {plan.version}: move it to another stage first."
        raise CannotMove(plan.old.process_key, before.element, reason)


def _check_process(process: Any, pair: Pair, plan: Plan) -> None:
    for task in process.tasks.values():
        if is_standing(task) and not _is_loose(task, pair):
            _check_task(task, pair, plan)
    for spec in pair.added_timers:
        begins = f"{plan.version.capitalize()} begins “{spec.bpmn_name or spec.name}” by a timer beside the main flow"
        raise CannotMove(pair.key, pair.old.start.outputs[0].name, f"{begins}, which an instance under way cannot.")
    unmet = find_unmet(process, pair)
    if unmet is not None:
        spec, reason = unmet
        raise CannotMove(pair.key, split_name(spec.name)[0], f"In {plan.version}, {reason}.")


def _is_loose(task: LeanTask, pair: Pair) -> bool:
    """Say whether a task is a boundary event that waits and can be let go of."""
    return is_waiting_event(task) and is_dropped(task, pair) and not task._children and HELD not in task.internal_data


def is_waiting_event(task: LeanTask) -> bool:
    """Say whether a task is a boundary event that has not happened yet."""
    return isinstance(task.task_spec, BoundaryEvent) and not task._state & FINISHED


def is_dropped(task: LeanTask, pair: Pair) -> bool:
    """Say whether a boundary event has no counterpart at the activity that it belongs to."""
    split = task.parent
    if split is None or not isinstance(split.task_spec, BoundaryEventSplit):
        return True
    return task.task_spec.name not in pair.attachment(split_name(split.task_spec.name)[0]).kept


def _check_task(task: LeanTask, pair: Pair, plan: Plan) -> None:
    spec = task.task_spec
    element = split_name(spec.name)[0]
    name = spec.bpmn_name or element
    where = _where(pair, plan)
    target = pair.target(spec.name)
    if isinstance(spec, BoundaryEvent) and is_dropped(task, pair):
        reason = f"“{name}” has sent out work or failed, and is not at that activity in {where}."
        raise CannotMove(pair.key, element, reason)
    if target is None:
        raise CannotMove(pair.key, element, _vanished(name, element, pair, where))
    found = difference(spec, target)
    if found is not None:
        raise CannotMove(pair.key, element, f"It stands at “{name}”, which {found}, in {where}.")
    if isinstance(spec, TokenJoin) and not isinstance(spec, EndJoin):
        _check_arrival(task, pair, plan)


def _vanished(name: str, element: str, pair: Pair, where: str) -> str:
    if pair.target(element) is not None:
        return f"“{name}” is repeated, and in {where} it is not."
    return f"It stands at “{name}”, which {where} does not have: choose what takes its place."


def _check_arrival(task: LeanTask, pair: Pair, plan: Plan) -> None:
    """Refuse a token at a join to which no flow leads any more from where it came."""
    parent = task.parent
    source, join = pair.target(parent.task_spec.name), pair.target(task.task_spec.name)
    if source is None or join is None or source.name not in join._inputs:
        name, came = (spec.bpmn_name or spec.name for spec in (task.task_spec, parent.task_spec))
        reason = f"A branch has come from “{came}” to “{name}”, and no flow leads there in {_where(pair, plan)}."
        raise CannotMove(pair.key, task.task_spec.name, reason)


def _where(pair: Pair, plan: Plan) -> str:
    if key_of(pair.new) == pair.key:
        return plan.version
    return f"“{pair.new.description or key_of(pair.new)}”, which {plan.version} calls instead"


def standing(workflow: LeanWorkflow) -> Iterator[tuple[str, str]]:
    """Yield the process key and the element of everything that stands in an instance, boundary events left out."""
    for process in workflow.processes():
        for task in process.tasks.values():
            spec = task.task_spec
            if spec.bpmn_id is not None and is_standing(task) and not isinstance(spec, BoundaryEvent):
                yield key_of(process.spec), split_name(spec.name)[0]
