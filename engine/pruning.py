"""Forgets what an instance has behind it, so that a step costs the same however old the instance is.

Finished tasks stay only where something unfinished still looks at them; what hung below the others moves up.
The audit trail is `engine.history`; the tree of tasks is none. A child's number is always above its parent's.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, EventSplit, StartEventJoin

from engine.elements.gateways import TokenJoin, is_token
from engine.elements.guard import HELD
from engine.workflow import CANCELLED, FINISHED, WAITING, LeanTask, LeanWorkflow

BRANCHES = 2


def prune(workflow: LeanWorkflow) -> None:
    """Drop finished sub-processes, and finished tasks that nothing depends on."""
    for number in list(workflow.subprocesses):
        inner = workflow.subprocesses.get(number)
        if inner is not None and (inner.owner._state & FINISHED or number not in inner.owner.workflow.tasks):
            workflow.delete_subprocess(inner.owner)
    for process in workflow.processes():
        _prune(process, workflow.event_manager.tasks)


def _prune(process: Any, waiting: dict[int, LeanTask]) -> None:
    tasks: dict[int, LeanTask] = process.tasks
    keep = _needed(process)
    _add_branching_points(tasks, keep)
    if len(keep) == len(tasks):
        return
    nearest: dict[int | None, int | None] = {None: None}
    for number, task in list(tasks.items()):
        above = nearest[task._parent]
        nearest[number] = number if number in keep else above
        if number in keep:
            task._parent, task._children = above, []
            if above is not None:
                tasks[above]._children.append(number)
        else:
            del tasks[number]
            waiting.pop(number, None)
    if process.last_task is not None and process.last_task.id not in tasks:
        process.last_task = None


def _needed(process: Any) -> set[int]:
    keep = {process.task_tree.id}
    if process.completed and process.last_task is not None:
        # Its owner still has to take over what it left.
        keep.add(process.last_task.id)
    for task in process.tasks.values():
        if not task._state & FINISHED:
            keep.add(task.id)
            _add_looked_at(task, keep)
        elif task._state == CANCELLED and isinstance(task.task_spec, TokenJoin) and is_token(task):
            keep.add(task.id)
            keep.add(task._parent)
    return keep


def _add_looked_at(task: LeanTask, keep: set[int]) -> None:
    """Add what an unfinished task looks at: its parent's data, or all branches of a split that is still open."""
    parent, spec = task.parent, task.task_spec
    if parent is None:
        return
    if task._state == WAITING or HELD in task.internal_data:
        keep.add(parent.id)
    if isinstance(parent.task_spec, EventSplit):
        split = parent
    elif isinstance(spec, BoundaryEventJoin | StartEventJoin):
        split = task.find_ancestor(spec.split_task)
    else:
        return
    keep.add(split.id)
    keep.update(child.id for child in split.children if _decides(child, split))


def _decides(child: LeanTask, split: LeanTask) -> bool:
    """Say whether a task below a split has a say in when the activity ends: the activity, and what interrupts it."""
    return child.task_spec.name in split.task_spec._outputs and getattr(child.task_spec, "cancel_activity", True)


def _add_branching_points(tasks: dict[int, LeanTask], keep: set[int]) -> None:
    """Add where ways to needed tasks part: a join compares its branches with what they began with.

    What stands between an open split and a needed task stays as well: hung below the split, that task would be taken
    for the activity.
    """
    ways: dict[int | None, int] = {}
    for number in reversed(tasks):
        task = tasks[number]
        below = ways.get(number, 0)
        if below >= BRANCHES or (below and task._parent in keep and isinstance(task.parent.task_spec, EventSplit)):
            keep.add(number)
        if below or number in keep:
            ways[task._parent] = ways.get(task._parent, 0) + 1
