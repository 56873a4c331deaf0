"""The frame of a process: where all its tokens end."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.task import Task

from engine.elements.calls import EventSubprocess
from engine.elements.gateways import TokenJoin
from engine.elements.guard import is_active

END = "End"


class EndJoin(TokenJoin, BpmnTaskSpec):
    """Waits until no token is left anywhere else in the process."""

    def _tokens_to_use(self, my_task: Task, tokens: list[Task]) -> list[Task] | None:
        idle = []
        for task in my_task.workflow.tasks.values():
            if task is not my_task and task.task_spec.name != END and is_active(task):
                if not _is_idle(task):
                    return None
                idle.append(task)
        for task in idle:
            task.cancel()
        return tokens


def _is_idle(task: Task) -> bool:
    """Say whether this is a sub-process beside the main flow whose event has not come: nothing to wait for."""
    if not isinstance(task.task_spec, EventSubprocess):
        return False
    inner = task.workflow.top_workflow.subprocesses.get(task.id)
    if inner is None:
        return False
    starts = inner.spec.bpmn_start_events
    return all(other.task_spec in starts for other in inner.tasks.values() if is_active(other))


class ProcessSpec(BpmnProcessSpec):
    """A process as SpiffWorkflow runs it."""

    def __init__(self, name: str | None = None, **kw: Any) -> None:
        super().__init__(name=name, **kw)
        for spec in (self.end.name, END):
            del self.task_specs[spec]
        self.end = EndJoin(self, f"{self.name}.EndJoin")
        self.end.connect(SimpleBpmnTask(self, END))
