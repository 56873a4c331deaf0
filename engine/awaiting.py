"""Which events an instance waits for: what may happen to it besides the completion of a user task."""

from collections.abc import Iterator
from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.elements import BoundaryEvent
from engine.elements.events import EventChoice, awaited
from engine.history import process_key
from engine.workflow import LeanTask, LeanWorkflow


@dataclass(frozen=True, slots=True)
class Awaited:
    """An element that waits for an event; `message` names it if it is one. A boundary event waits beside its activity."""

    process_key: str
    element: str
    name: str
    message: str | None
    at_boundary: bool


def events(workflow: LeanWorkflow) -> list[Awaited]:
    """Return the events that an instance waits for, each once."""
    waiting = [task for task in workflow.event_manager.tasks.values() if not task._state & TaskState.FINISHED_MASK]
    return list(dict.fromkeys(found for task in waiting for found in _of(task)))


def _of(task: LeanTask) -> Iterator[Awaited]:
    spec, definition = task.task_spec, awaited(task.task_spec)
    if spec.bpmn_id is None:
        return
    for each in definition.event_definitions if isinstance(definition, EventChoice) else [definition]:
        yield Awaited(
            process_key=process_key(task),
            element=spec.bpmn_id,
            name=spec.bpmn_name or spec.bpmn_id,
            message=each.name if isinstance(each, MessageEventDefinition) else None,
            at_boundary=isinstance(spec, BoundaryEvent),
        )
