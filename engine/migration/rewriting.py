"""Has an instance stand in the specs of the new version: numbers, data and due times stay as they are."""

from typing import Any, NamedTuple

from engine.elements import BoundaryEvent, EventBasedGateway
from engine.elements.events import EventChoice
from engine.migration.checks import Paired, is_dropped, is_waiting_event
from engine.migration.flows import SPLIT
from engine.migration.joins import is_standing
from engine.migration.kinds import event_of
from engine.migration.pairing import Pair
from engine.workflow import COMPLETED, FINISHED, WAITING, LeanTask, LeanWorkflow


class Changes(NamedTuple):
    """Numbers of the boundary events that have begun to wait, and of those that are waited for no more."""

    begun: set[int]
    ended: set[int]


def rewrite(workflow: LeanWorkflow, paired: Paired) -> Changes:
    """Rewrite a checked instance, and say what has changed."""
    begun: set[int] = set()
    ended: set[int] = set()
    used = {task.id for task in workflow.all_tasks()}
    plans = [(process, pair, _activities(process, pair)) for process, pair in paired]
    for process, pair, activities in plans:
        ended |= _drop_events(workflow, process, pair)
        _lift_branches(process, pair)
        for task in list(process.tasks.values()):
            _relabel(task, pair)
        process.spec = pair.new
        for task, added in activities:
            begun |= _attach(task, added, pair, used)
        process.tasks = dict(sorted(process.tasks.items()))
    return Changes(begun, ended)


def _activities(process: Any, pair: Pair) -> list[tuple[LeanTask, tuple[Any, ...]]]:
    """Return the activities under way to which boundary events come new, with these."""
    found = []
    for task in process.tasks.values():
        if not task._state & FINISHED and not isinstance(task.task_spec, BoundaryEvent):
            added = pair.attachment(task.task_spec.name).added
            if added:
                found.append((task, added))
    return found


def _drop_events(workflow: LeanWorkflow, process: Any, pair: Pair) -> set[int]:
    dropped = [task for task in process.tasks.values() if is_waiting_event(task) and is_dropped(task, pair)]
    for task in dropped:
        task.parent._children.remove(task.id)
        del process.tasks[task.id]
        workflow.event_manager.tasks.pop(task.id, None)
    return {task.id for task in dropped}


def _lift_branches(process: Any, pair: Pair) -> None:
    """Hang what a boundary event has begun above the split, unless that event is one there that does not interrupt.

    Below the split it would be taken for the activity, or for something that has interrupted it.
    """
    for task in process.tasks.values():
        if not isinstance(task.task_spec, BoundaryEvent) or not task._state & FINISHED:
            continue
        target = pair.target(task.task_spec.name)
        split = task.parent
        if is_dropped(task, pair) or target is None or target.cancel_activity:
            above = split.parent
            split._children.remove(task.id)
            above._children.append(task.id)
            task._parent = above.id


def _relabel(task: LeanTask, pair: Pair) -> None:
    """Name the new spec of a task; what is behind and has none holds data for those after it, as a start does."""
    before, after = task.task_spec, pair.target(task.task_spec.name)
    fits = after is not None and (type(after) is type(before) or is_standing(task))
    task.task_spec = after if fits else pair.new.start
    if fits and isinstance(before, EventBasedGateway) and "due" in task.internal_data:
        task.internal_data["due"] = _renumbered(task.internal_data["due"], before, after, pair)


def _renumbered(due: dict[str, str], before: Any, after: Any, pair: Pair) -> dict[str, str]:
    """Return the due times of a gateway's timers under the numbers that these have in the new one."""
    assert isinstance(after.event_definition, EventChoice)
    numbers = {spec.name: number for number, spec in enumerate(after.outputs)}
    found = {}
    for number, old in enumerate(before.outputs):
        new = pair.target(old.name)
        if str(number) in due and new is not None and new.name in numbers and event_of(old) == event_of(new):
            found[str(numbers[new.name])] = due[str(number)]
    return found


def _attach(task: LeanTask, added: tuple[Any, ...], pair: Pair, used: set[int]) -> set[int]:
    """Have new boundary events of an activity wait, as if they had been there when it began."""
    split = task.parent
    spec = pair.new.task_specs[task.task_spec.name + SPLIT]
    if split.task_spec is not spec:
        split = _insert(task, spec, pair, used)
    begun = set()
    for event in added:
        waiting = LeanTask(task.workflow, event, split, WAITING)
        waiting.borrow(split)
        begun.add(waiting.id)
    return begun


def _insert(task: LeanTask, spec: Any, pair: Pair, used: set[int]) -> LeanTask:
    """Put the split that holds boundary events between an activity and what came before it.

    Its number has to lie between theirs. There is one: what came before has used up a number to become ready. A split
    that an earlier move has put there, and another one has made superfluous, serves again.
    """
    above: LeanTask = task.parent
    process = task.workflow
    if above.task_spec is pair.new.start and above._parent is not None and above._children == [task.id]:
        above.task_spec = spec
        return above
    number = next(n for n in range(task.id - 1, above.id, -1) if n not in used)
    used.add(number)
    split = LeanTask(process, spec, None, COMPLETED)
    del process.tasks[split.id]
    split.id, split._parent, split._children = number, above.id, [task.id]
    split.last_state_change = number
    split.borrow(above)
    above._children[above._children.index(task.id)] = number
    task._parent = number
    process.tasks[number] = split
    return split
