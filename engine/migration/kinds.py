"""What elements are, in words, and when one may take the place of another while something stands there."""

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
)
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask

from engine import elements
from engine.elements.events import awaited
from engine.elements.timers import CycleTimer, Timer

KINDS: dict[type, str] = {
    elements.UserTask: "user task",
    elements.ServiceTask: "service task",
    elements.ScriptTask: "script",
    elements.BusinessRuleTask: "decision",
    elements.CallActivity: "call of another process",
    elements.Subprocess: "embedded sub-process",
    elements.EventSubprocess: "event sub-process",
    elements.IntermediateCatchEvent: "wait for an event",
    elements.ReceiveTask: "wait for a message",
    elements.BoundaryEvent: "boundary event",
    elements.StartEvent: "start event",
    elements.EventBasedGateway: "wait for the first of several events",
    elements.ExclusiveGateway: "exclusive gateway",
    elements.InclusiveGateway: "inclusive gateway",
    elements.ParallelGateway: "parallel gateway",
    elements.StandardLoopTask: "repeated activity",
    elements.ParallelMultiInstanceTask: "activity done for several items at once",
    elements.SequentialMultiInstanceTask: "activity done for several items in turn",
    elements.PassThrough: "step that is passed at once",
}
EVENTS: tuple[tuple[type, str], ...] = (
    (MessageEventDefinition, "message"),
    (CycleTimer, "repeating timer"),
    (Timer, "timer"),
    (ErrorEventDefinition, "error"),
    (EscalationEventDefinition, "escalation"),
)
WAITS = (
    elements.UserTask,
    elements.CallActivity,
    elements.Subprocess,
    elements.IntermediateCatchEvent,
    elements.ReceiveTask,
    elements.EventBasedGateway,
    LoopTask,
)
"""Elements at which an instance stands for longer than a moment, unless one fails."""


def kind_of(spec: Any) -> str:
    """Return what an element is, in words."""
    return KINDS.get(type(spec), "step")


def event_of(spec: Any) -> str:
    """Return what an event waits for, in words."""
    definition = awaited(spec)
    return next((name for known, name in EVENTS if isinstance(definition, known)), "event")


def difference(old: Any, new: Any) -> str | None:
    """Return why `new` cannot take over what stands at `old`, as “is a …”; None when it can."""
    if isinstance(new, elements.PassThrough) and not isinstance(old, elements.PassThrough):
        return "is switched off there"
    if type(new) is not type(old):
        return f"is a {kind_of(new)} there, not a {kind_of(old)}"
    if getattr(old, "stage", None) != getattr(new, "stage", None):
        return "stands for another stage there"
    if isinstance(old, CatchingEvent) and not isinstance(old, elements.EventBasedGateway):
        return None if event_of(old) == event_of(new) else f"waits for a {event_of(new)} there, not a {event_of(old)}"
    if isinstance(old, MultiInstanceTask) and _bookkeeping(old) != _bookkeeping(new):
        return "counts its items in another way there"
    return None


def _bookkeeping(spec: Any) -> tuple[bool, bool]:
    """Say what an activity that is under way has noted: the items that are left, the list of its outputs."""
    return spec.data_input is None, spec.data_output is None or spec.output_item is None
