"""What happened in an instance, as rows of `instance_event`: append-only, written once a step, with who caused it.

Kinds: instance-started, instance-completed, instance-cancelled; element-completed, task-opened, task-completed,
task-cancelled, message-caught, message-ignored, timer-fired, error-caught, escalation-caught; stage-entered,
stage-skipped; incident, incident-resolved; migrated.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.elements import EventBasedGateway, EventSubprocess, Subprocess, UserTask
from engine.elements.events import awaited
from engine.elements.timers import Timer
from engine.workflow import LeanTask

CAUGHT: tuple[tuple[type[EventDefinition], str], ...] = (
    (MessageEventDefinition, "message-caught"),
    (Timer, "timer-fired"),
    (ErrorEventDefinition, "error-caught"),
    (EscalationEventDefinition, "escalation-caught"),
)


class History:
    """The rows of one step, in the order in which things happened."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, kind: str, task: LeanTask | None = None, data: dict[str, Any] | None = None) -> None:
        """Add what happened to an element, or to the instance as a whole."""
        row: dict[str, Any] = {"kind": kind, "data": data}
        if task is not None:
            spec = task.task_spec
            row |= {"process_key": process_key(task), "element": spec.bpmn_id, "element_name": spec.bpmn_name}
        self.rows.append(row)

    def passed(self, task: LeanTask) -> None:
        """Add that an element was passed; the frame around repeated work is none."""
        spec = task.task_spec
        if spec.bpmn_id is not None and not isinstance(spec, LoopTask):
            kind = _kind(spec)
            self.add(kind, task, {"message": awaited(spec).name} if kind == "message-caught" else None)


def _kind(spec: Any) -> str:
    if isinstance(spec, UserTask):
        return "task-completed"
    if isinstance(spec, CatchingEvent) and not isinstance(spec, EventBasedGateway):
        definition = awaited(spec)
        for known, kind in CAUGHT:
            if isinstance(definition, known):
                return kind
    return "element-completed"


def process_key(task: LeanTask) -> str:
    """Return the key of the process that an element stands in; embedded sub-processes belong to theirs."""
    process = task.workflow
    while isinstance(getattr(getattr(process, "owner", None), "task_spec", None), Subprocess | EventSubprocess):
        process = process.owner.workflow
    key: str = process.spec.name
    return key
