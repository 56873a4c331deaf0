"""Who waits for what within an instance: messages, errors, escalations, and times."""

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import CodeEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.event import BpmnEvent, EventManager
from SpiffWorkflow.util.task import TaskState

from engine.elements.events import EventChoice
from engine.elements.timers import Timer

if TYPE_CHECKING:
    from engine.workflow import LeanTask


class Events(EventManager):
    """Who waits for what. Errors and escalations go up from where they are thrown, activity by activity.

    The stock manager gives them to every boundary event of the process, changes the shared specs when an event
    starts a sub-process, and starts those of the top process only.
    """

    def catch(self, event: BpmnEvent, internal: bool = True) -> int:
        """Hand an event to whoever waits for it and return how many did; an unwanted one of our own is kept."""
        if isinstance(event.event_definition, CodeEventDefinition):
            tasks = self._above(getattr(event.target, "owner", None), event)
        else:
            self._start_sub_processes(event)
            tasks = [task for task in self.tasks.values() if task.task_spec.catches(task, event)]
        if not tasks and internal:
            self.workflow.bpmn_events.append(event)
        self._hand_out(tasks, event)
        return len(tasks)

    def throw_from(self, task: "LeanTask", event: BpmnEvent) -> bool:
        """Hand an error of an activity to the nearest boundary event that catches it; say whether there was one."""
        tasks = self._above(task, event)
        self._hand_out(tasks, event)
        return bool(tasks)

    def _hand_out(self, tasks: list["LeanTask"], event: BpmnEvent) -> None:
        for task in tasks:
            task.task_spec.catch(task, event)
            task.task_spec._update(task)

    def _above(self, task: "LeanTask | None", event: BpmnEvent) -> list["LeanTask"]:
        while task is not None:
            parent = task.parent
            if parent is not None and isinstance(parent.task_spec, LoopTask):
                task = parent
                continue
            if parent is not None and isinstance(parent.task_spec, BoundaryEventSplit):
                found = [c for c in parent.children if c.id in self.tasks and c.task_spec.catches(c, event)]
                if found:
                    return sorted(found, key=lambda c: c.task_spec.event_definition.code is None)[:1]
            task = getattr(task.workflow, "owner", None)
        return []

    def _start_sub_processes(self, event: BpmnEvent) -> None:
        for process in self.workflow.processes():
            for name in process.spec.start.trigger_specs if not process.completed else ():
                spec = process.spec.task_specs[name]
                starts = self.workflow.subprocess_specs[name].bpmn_start_events
                if any(start.event_definition == event.event_definition for start in starts):
                    child = process.task_tree._add_child(spec, TaskState.FUTURE)
                    child.triggered = True
                    spec._update(child)


def is_due(task: "LeanTask") -> bool:
    """Say whether a task waits for a time that has come."""
    definition = task.task_spec.event_definition
    if isinstance(definition, EventChoice):
        return "chosen" not in task.internal_data and definition.has_fired(task)
    return isinstance(definition, Timer) and definition.is_due(task)
