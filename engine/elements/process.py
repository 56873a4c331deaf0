"""The frame of a process: where all its tokens end."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.data import copied
from engine.elements.calls import EventSubprocess
from engine.elements.gateways import USED, TokenJoin, changes, common_ancestor
from engine.elements.guard import is_active

END = "End"


class EndJoin(TokenJoin, BpmnTaskSpec):
    """Waits until no token is left anywhere else in the process.

    A token that arrives takes over what those before it brought, so that a process in which side branches end again
    and again has one waiting token, not one for each of them.
    """

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state != TaskState.WAITING:
            my_task._inherit_data()
            for earlier in self._arrived(my_task):
                _absorb(my_task, earlier)
        idle = []
        for task in my_task.workflow.tasks.values():
            if task is not my_task and task.task_spec.name != END and is_active(task):
                if not _is_idle(task):
                    my_task._set_state(TaskState.WAITING)
                    return False
                idle.append(task)
        for task in idle:
            task.cancel()
        return True


def _absorb(my_task: Task, earlier: Task) -> None:
    my_task.data = {
        **copied(earlier.data),
        **changes(my_task.parent, common_ancestor([earlier.parent, my_task.parent])),
    }
    earlier.internal_data[USED] = True
    earlier.cancel()


def _is_idle(task: Task) -> bool:
    """Say whether this is a sub-process beside the main flow that does nothing but wait for its event."""
    if not isinstance(task.task_spec, EventSubprocess):
        return False
    inner = task.workflow.top_workflow.subprocesses.get(task.id)
    if inner is None:
        return False
    here = {other.task_spec for other in inner.tasks.values() if is_active(other)}
    starts = set(inner.spec.bpmn_start_events)
    return bool(here & starts) and here <= {inner.spec.end, *starts}


class ProcessSpec(BpmnProcessSpec):
    """A process as SpiffWorkflow runs it."""

    def __init__(self, name: str | None = None, **kw: Any) -> None:
        super().__init__(name=name, **kw)
        for spec in (self.end.name, END):
            del self.task_specs[spec]
        self.end: Any = EndJoin(self, f"{self.name}.EndJoin")
        self.end.connect(SimpleBpmnTask(self, END))
