"""Processes within processes: called ones, embedded ones, and those that an event starts beside the main flow."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins import CallActivityMixin, EventSubprocessMixin, SubWorkflowTaskMixin
from SpiffWorkflow.task import Task

from engine.data import copied
from engine.elements.guard import FAILURES, Guarded, world

Mappings = tuple[tuple[str, str], ...]


class Called(Guarded):
    """What all of them share: data is copied on the way in and out, and a failing way out can be tried again."""

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Task) -> None:
        try:
            super()._on_subworkflow_completed(subworkflow, my_task)
        except FAILURES as error:
            world(my_task).hold(my_task, error, "leave")

    def leave_again(self, my_task: Task) -> None:
        """Try once more to take over what the finished process left."""
        self._on_subworkflow_completed(my_task.workflow.top_workflow.subprocesses[my_task.id], my_task)

    def undo_entering(self, my_task: Task) -> None:
        """Forget the process that was about to start."""
        super().undo_entering(my_task)
        top = my_task.workflow.top_workflow
        if my_task.id in top.subprocesses:
            top.delete_subprocess(my_task)

    def copy_data(self, my_task: Task, subworkflow: Any) -> None:
        """Give a process that begins a copy of the data around it."""
        subworkflow.task_tree.data.update(copied(my_task.data))

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        """Take over the data of a process that has ended."""
        my_task.data = copied(subworkflow.last_task.data)


class Subprocess(Called, SubWorkflowTaskMixin, BpmnSpecMixin):
    """An embedded sub-process: it works on the data around it."""


class EventSubprocess(Called, EventSubprocessMixin, BpmnSpecMixin):
    """A sub-process that an event starts, beside the main flow."""

    def test(self) -> None:
        """Accept that no flow leads here."""


class CallActivity(Called, CallActivityMixin, BpmnSpecMixin):
    """A call of another process of the library.

    `ins` and `outs` are pairs of (expression or variable, target). `ins` None: everything goes in;
    `outs` None: nothing comes back.
    """

    def __init__(self, wf_spec: Any, bpmn_id: str, subworkflow_spec: str, **kw: Any) -> None:
        self.ins: Mappings | None = kw.pop("ins", None)
        self.outs: Mappings | None = kw.pop("outs", None)
        self.stage: str | None = kw.pop("stage", None)
        super().__init__(wf_spec, bpmn_id, subworkflow_spec, **kw)

    def start_workflow(self, my_task: Task) -> None:
        """Begin the called process, and with it the stage it stands for."""
        if self.stage is not None:
            world(my_task).enter_stage(my_task, self.stage)
        super().start_workflow(my_task)

    def copy_data(self, my_task: Task, subworkflow: Any) -> None:
        """Give the called process what the model says, or all."""
        if self.ins is None:
            super().copy_data(my_task, subworkflow)
        else:
            subworkflow.task_tree.data.update(world(my_task).mapped(my_task.data, self.ins))

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        """Take back what the model says, or nothing."""
        if self.outs is not None:
            my_task.data.update(world(my_task).mapped(subworkflow.last_task.data, self.outs))
