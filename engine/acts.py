"""What can be done to an instance: each function takes an advance whose instance waits, and sets it in motion."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.advance import Advance
from engine.data import NotData, as_data
from engine.elements import ServiceTask, StartEvent
from engine.elements.guard import HELD
from engine.errors import ExpressionFailed, NotWaiting
from engine.specs import Start
from engine.state import number_of
from engine.workflow import READY, UNFINISHED, LeanTask


def start(advance: Advance, chosen: Start, payload: Mapping[str, Any]) -> None:
    """Let a new instance begin at one of its start events."""
    workflow = advance.workflow
    data = json("payload", payload)
    advance.history.add("instance-started", None, {"message": chosen.message} if chosen.message else None)
    while workflow.queue and not isinstance(workflow.queue[0].task_spec, StartEvent):
        advance.step(workflow.queue.popleft())
    for task in list(workflow.tasks.values()):
        if task.task_spec in workflow.spec.bpmn_start_events and task._state & UNFINISHED:
            if task.task_spec.bpmn_id != chosen.element:
                task.cancel()
            elif chosen.message is None:
                task.data.update(data)
    if chosen.message is not None:
        _send(advance, chosen.message, data)


def complete_task(advance: Advance, task_id: UUID, data: Mapping[str, Any]) -> None:
    """Complete a user task with what was entered.

    Raises:
        NotWaiting: the instance does not wait for that task (any more).
    """
    number = number_of(advance.prefix, task_id)
    task = advance.before.tasks.get(number) if number is not None else None
    if task is None:
        raise NotWaiting(advance.around.instance_id, "this task")
    task.data.update(json("data", data))
    advance.complete(task)


def send_message(advance: Advance, name: str, payload: Mapping[str, Any]) -> bool:
    """Hand a message to whoever waits for it; say whether anybody did."""
    return _send(advance, name, json("payload", payload))


def retry(advance: Advance, task_id: UUID, inputs: Mapping[str, Any]) -> None:
    """Try a held step again, with some of its inputs changed.

    Raises:
        NotWaiting: the step is not held (any more).
    """
    number = number_of(advance.prefix, task_id)
    task = advance.before.held.get(number) if number is not None else None
    if task is None:
        raise NotWaiting(advance.around.instance_id, "that step to be tried again")
    changed = json("inputs", inputs)
    phase = task.internal_data.pop(HELD)
    advance.retried.append(task.id)
    advance.history.add("incident-retried", task, {"inputs": changed} if changed else None)
    if isinstance(task.task_spec, ServiceTask):
        advance.overrides[task.id] = changed
    else:
        _change(advance, task, phase, changed)
    _try_again(task, phase)


def cancel(advance: Advance) -> None:
    """End an instance wherever it stands."""
    advance.workflow.cancel()
    advance.workflow.queue.clear()
    advance.history.add("instance-cancelled")


def json(source: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what came from outside as instance data.

    Raises:
        ExpressionFailed: it cannot be kept.
    """
    try:
        data: dict[str, Any] = as_data(dict(value))
    except NotData as error:
        raise ExpressionFailed(source, str(error)) from None
    return data


def _send(advance: Advance, name: str, payload: dict[str, Any]) -> bool:
    event = BpmnEvent(MessageEventDefinition(name), payload=payload)
    return bool(advance.workflow.event_manager.catch(event, internal=False))


def _change(advance: Advance, task: LeanTask, phase: str, changed: dict[str, Any]) -> None:
    """Put changed variables where the step looks for them."""
    inner = advance.workflow.subprocesses.get(task.id)
    if phase == "leave" and inner is not None and inner.last_task is not None:
        inner.last_task.data.update(changed)
    elif phase == "enter" and task.parent is not None:
        # A step that is entered takes over the data of the one before it.
        task.parent.data.update(changed)
    task.data.update(changed)


def _try_again(task: LeanTask, phase: str) -> None:
    if phase == "enter":
        task._set_state(TaskState.FUTURE)
        task.task_spec._update(task)
    elif phase == "leave":
        task.task_spec.leave_again(task)
    else:
        task._set_state(READY)
