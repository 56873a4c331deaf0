"""An instance as bytes: one short row a task, its data as the difference to its parent's; specs are kept apart.

JSON by orjson. A process is `[owner, completed, data objects, correlations, rows]`, a row is
`[number, parent, state, element, stamp, triggered, internal data, data]`; the last parts are left out where empty.
Data: 0 the parent's, 1 none, else `[changed, removed]`; the first row has all of it.
"""

from typing import Any
from uuid import UUID, uuid4

import orjson
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent

from engine.elements.guard import HELD
from engine.elements.process import END
from engine.environment import Environment, ScriptEngine
from engine.specs import Specs
from engine.workflow import READY, WAITING, LeanSubworkflow, LeanTask, LeanWorkflow

FORMAT = 1
NUMBER_BITS = 32
SAME, NONE = 0, 1
# Anything that is not JSON is a mistake of ours, not something to write down in some way.
STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATACLASS


def new_prefix() -> int:
    """Return what the ids of all tasks of a new instance begin with."""
    return uuid4().int >> NUMBER_BITS


def dump(workflow: LeanWorkflow, prefix: int) -> bytes:
    """Return an instance as bytes."""
    processes = [_process(process) for process in workflow.processes()]
    return orjson.dumps([FORMAT, f"{prefix:x}", next(workflow.counter), processes], option=STRICT)


def load(state: bytes, specs: Specs, environment: Environment) -> tuple[LeanWorkflow, int]:
    """Return an instance from its bytes, and the prefix of its ids."""
    _, prefix, number, processes = orjson.loads(state)
    workflow = LeanWorkflow(specs.top, specs.subprocesses, ScriptEngine(environment), number)
    _fill(workflow, processes[0], workflow)
    for process in processes[1:]:
        owner = workflow.find(process[0])
        assert owner is not None
        inner = LeanSubworkflow(specs.subprocesses[owner.task_spec.spec], owner, workflow)
        workflow.subprocesses[owner.id] = inner
        _fill(inner, process, workflow)
        inner.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)
    return workflow, int(prefix, 16)


def public_id(prefix: int, number: int) -> UUID:
    """Return the id by which the world knows a task."""
    return UUID(int=prefix << NUMBER_BITS | number)


def number_of(prefix: int, task_id: UUID) -> int | None:
    """Return the number of a task within its instance, or None when the id belongs to another instance."""
    return task_id.int & (1 << NUMBER_BITS) - 1 if task_id.int >> NUMBER_BITS == prefix else None


def _process(process: Any) -> list[Any]:
    owner = process.owner.id if isinstance(process, LeanSubworkflow) else 0
    rows = [_row(task, process.tasks) for task in process.tasks.values()]
    return [owner, int(process.completed), process.data.get("data_objects") or 0, process.correlations or 0, rows]


def _row(task: LeanTask, tasks: dict[int, LeanTask]) -> list[Any]:
    parent = task._parent
    data: Any
    if parent is None:
        data = task.known
    else:
        data = _difference(tasks[parent].known, task.known)
    row = [task.id, parent or 0, task._state, task.task_spec.name, task.last_state_change]
    if task.triggered or task.internal_data:
        row += [int(task.triggered), task.internal_data or 0, data]
    elif data is not SAME:
        row.append(data)
    return row


def _difference(before: dict[str, Any], after: dict[str, Any]) -> Any:
    if after is before or after == before:
        return SAME
    if not after:
        return NONE
    changed = {key: value for key, value in after.items() if key not in before or before[key] != value}
    removed = [key for key in before if key not in after]
    return [changed, removed] if removed else [changed]


def _fill(process: Any, saved: list[Any], top: LeanWorkflow) -> None:
    _, completed, data_objects, correlations, rows = saved
    process.completed = bool(completed)
    if data_objects:
        process.data["data_objects"] = data_objects
    process.correlations = correlations or {}
    specs, tasks = process.spec.task_specs, process.tasks
    for row in rows:
        task = _task(process, specs[row[3]], row, tasks)
        if task._state == WAITING and isinstance(task.task_spec, CatchingEvent) and HELD not in task.internal_data:
            top.event_manager.tasks[task.id] = task
        elif task._state == READY and not task.task_spec.manual:
            top.queue.append(task)
    process.task_tree = tasks[rows[0][0]]
    if completed:
        process.last_task = next((task for task in tasks.values() if task.task_spec.name == END), None)


def _task(process: Any, spec: Any, row: list[Any], tasks: dict[int, LeanTask]) -> LeanTask:
    task = LeanTask.__new__(LeanTask)
    task.id, parent, task._state, _, task.last_state_change, *rest = row
    task.workflow, task.task_spec, task.thread_id, task._children = process, spec, 0, []
    data: Any = rest[-1] if rest else SAME
    task.triggered = len(rest) > 1 and bool(rest[0])
    task.internal_data = rest[1] or {} if len(rest) > 1 else {}
    if parent:
        task._parent = parent
        above = tasks[parent]
        above._children.append(task.id)
        task.known = _applied(above.known, data)
    else:
        task._parent = None
        task.known = data
    task.is_shared = True
    tasks[task.id] = task
    return task


def _applied(before: dict[str, Any], data: Any) -> dict[str, Any]:
    if data == NONE:
        return {}
    if data == SAME:
        return before
    after = {**before, **data[0]}
    for key in data[1] if len(data) > 1 else ():
        del after[key]
    return after
