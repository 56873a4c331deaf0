"""Events that are waited for."""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.defaults import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.event_definitions import (
    MultipleEventDefinition,
    NoneEventDefinition,
    TerminateEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.mixins import (
    BoundaryEventMixin,
    EndEventMixin,
    EventBasedGatewayMixin,
    IntermediateCatchEventMixin,
    ReceiveTaskMixin,
    StartEventMixin,
)
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.elements.guard import Guarded
from engine.elements.timers import CycleTimer, Timer


class Caught(Guarded):
    """What all events that are waited for share."""

    def _run_hook(self, my_task: Task) -> bool:
        self.event_definition.update_task_data(my_task)
        self.event_definition.reset(my_task)
        return True

    def _on_complete(self, my_task: Task) -> None:
        """Leave the tokens alone that a repeating timer sent before it ended."""
        if isinstance(self.event_definition, CycleTimer):
            self._on_complete_hook(my_task)
            my_task.workflow._task_completed_notify(my_task)
        else:
            super()._on_complete(my_task)


class StartEvent(Caught, StartEventMixin, BpmnSpecMixin):
    """Where a process begins: at once, or when its event arrives."""

    def catch(self, my_task: Task, event: BpmnEvent) -> None:
        """Take an event that has arrived; one that came before is not taken back."""
        super(StartEventMixin, self).catch(my_task, event)


class IntermediateCatchEvent(Caught, IntermediateCatchEventMixin, BpmnSpecMixin):
    """A wait for an event. `awaited` is what a gateway before it waits for in its place, if one does."""

    awaited: EventDefinition | None = None


class ReceiveTask(Caught, ReceiveTaskMixin, BpmnSpecMixin):
    """A wait for a message, drawn as a task."""

    awaited: EventDefinition | None = None


class BoundaryEvent(Caught, BoundaryEventMixin, BpmnSpecMixin):
    """An event that may happen while an activity goes on; one that does not interrupt it may happen again and again."""

    def _predict_hook(self, my_task: Task) -> None:
        if self.cancel_activity:
            super()._predict_hook(my_task)
        elif not isinstance(self.event_definition, CycleTimer):
            state = TaskState.FUTURE if my_task.has_state(TaskState.DEFINITE_MASK) else my_task.state
            my_task._sync_children(self.ways(), state)

    def ways(self) -> list[Any]:
        """Return where the token goes; only what ends the activity has to do with the join at its end."""
        return [spec for spec in self.outputs if self.cancel_activity or not isinstance(spec, BoundaryEventJoin)]

    def _run_hook(self, my_task: Task) -> bool:
        if not self.cancel_activity and not isinstance(self.event_definition, Timer):
            self._wait_again(my_task.parent)
        return super()._run_hook(my_task)

    def _wait_again(self, split: Task) -> None:
        activity = next(task for task in split.children if not isinstance(task.task_spec, BoundaryEvent))
        if not activity.has_state(TaskState.FINISHED_MASK):
            self._update(split._add_child(self, TaskState.WAITING))


class EndEvent(EndEventMixin, BpmnSpecMixin):
    """Where a token ends, or with it the whole process."""

    def _on_complete_hook(self, my_task: Task) -> None:
        if isinstance(self.event_definition, TerminateEventDefinition):
            for task in list(my_task.workflow.tasks.values()):
                if not task.has_state(TaskState.FINISHED_MASK):
                    task.cancel()
            my_task.workflow.completed = True


class EventChoice(MultipleEventDefinition):
    """What an event-based gateway waits for: the first of several events.

    It notes the number of the event that came and its payload, where the stock one keeps objects that cannot be
    saved and lets all timers share one due time.
    """

    def has_fired(self, my_task: Task) -> bool:
        """Say whether one of the events has come; a timer that is due is such an event."""
        internal = my_task.internal_data
        if "chosen" not in internal:
            for index, definition in enumerate(self.event_definitions):
                if isinstance(definition, Timer) and definition.is_due(my_task, index):
                    internal["chosen"] = index
                    break
        return "chosen" in internal

    def catches(self, my_task: Task, event: BpmnEvent | None = None) -> bool:
        """Say whether one of the events is this one."""
        return any(definition.catches(my_task, event) for definition in self.event_definitions)

    def catch(self, my_task: Task, event: BpmnEvent | None = None) -> None:
        """Take an event, unless another one came first."""
        if event is None or "chosen" in my_task.internal_data:
            return
        for index, definition in enumerate(self.event_definitions):
            if definition.catches(my_task, event):
                my_task.internal_data.update(chosen=index, payload=event.payload)
                return

    def reset(self, my_task: Task) -> None:
        """Forget what came."""
        for key in ("chosen", "payload", "due"):
            my_task.internal_data.pop(key, None)


class EventBasedGateway(Guarded, EventBasedGatewayMixin, BpmnSpecMixin):
    """A gateway that takes the way of the event that comes first."""

    def __init__(self, wf_spec: Any, bpmn_id: str, event_definition: EventDefinition | None = None, **kw: Any) -> None:
        choice = event_definition if isinstance(event_definition, EventChoice) else EventChoice()
        super().__init__(wf_spec, bpmn_id, choice, **kw)

    def connect(self, child: Any) -> None:
        """Wait for the event of `child` in its place."""
        child.awaited = child.event_definition
        super().connect(child)

    def _predict_hook(self, my_task: Task) -> None:
        my_task._sync_children(self.outputs, state=TaskState.MAYBE)

    def _run_hook(self, my_task: Task) -> bool:
        chosen = my_task.internal_data["chosen"]
        payload = my_task.internal_data.get("payload")
        if payload:
            my_task.data.update(payload)
        self.event_definition.reset(my_task)
        my_task._sync_children([self.outputs[chosen]], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


def awaited(spec: Any) -> EventDefinition:
    """Return what an element waits for, be it itself or through a gateway before it."""
    found: EventDefinition = getattr(spec, "awaited", None) or spec.event_definition
    return found


def is_plain(spec: Any) -> bool:
    """Say whether an event waits for nothing."""
    return isinstance(awaited(spec), NoneEventDefinition)
