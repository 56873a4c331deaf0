"""Activities that are done several times."""

from typing import Any

from SpiffWorkflow.bpmn.exceptions import WorkflowDataException
from SpiffWorkflow.bpmn.specs.defaults import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins import (
    ParallelMultiInstanceTaskMixin,
    SequentialMultiInstanceTaskMixin,
    StandardLoopTaskMixin,
)
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskState

from engine.elements.guard import Guarded

MOST_INSTANCES = 200


class StandardLoopTask(Guarded, StandardLoopTaskMixin, BpmnSpecMixin):
    """Done again while a condition holds. It counts its rounds, where the stock one keeps a list of them."""

    def _merged_children(self, my_task: Task) -> range:
        return range(my_task.internal_data.get("rounds", 0))

    def merge_child(self, workflow: Any, child: Task) -> None:
        """Take over what a round has changed, and begin the next one unless it was the last."""
        my_task = child.parent
        DeepMerge.merge(my_task.data, child.data)
        my_task.internal_data["rounds"] = my_task.internal_data.get("rounds", 0) + 1
        if self.loop_complete(my_task):
            my_task._set_state(TaskState.READY)
        else:
            self.create_child(my_task)

    def loop_complete(self, my_task: Task) -> bool:
        """Say whether the last round is done."""
        if self.maximum is not None and my_task.internal_data.get("rounds", 0) >= self.maximum:
            return True
        return self.condition is not None and not my_task.workflow.script_engine.evaluate(my_task, self.condition)


class Counted(Guarded):
    """An activity with a number of instances that its data decides; the number has to be a sensible one."""

    def _update_hook(self, my_task: Task) -> Any:
        if self.cardinality is not None:
            self._check(my_task, my_task.workflow.script_engine.evaluate(my_task, self.cardinality))
        elif self.data_input is not None:
            items = self.data_input.get(my_task)
            if not isinstance(items, list | dict):
                raise WorkflowDataException(f"“{self.data_input.bpmn_id}” is no list", my_task)
            self._check(my_task, len(items))
        return super()._update_hook(my_task)

    def _check(self, my_task: Task, number: Any) -> None:
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_INSTANCES:
            raise WorkflowDataException(f"{number!r} is no number of instances from 0 to {MOST_INSTANCES}", my_task)


class ParallelMultiInstanceTask(Counted, ParallelMultiInstanceTaskMixin, BpmnSpecMixin):
    """Done for several items at once."""


class SequentialMultiInstanceTask(Counted, SequentialMultiInstanceTaskMixin, BpmnSpecMixin):
    """Done for several items, one after the other."""


def connect(spec: Any) -> None:
    """Tell each repeated activity of a process where its instances end.

    SpiffWorkflow does so when the first instance begins; a process that was loaded from its saved state would then
    wait for ever.
    """
    for task_spec in spec.task_specs.values():
        if isinstance(task_spec, LoopTask):
            ended = spec.task_specs[task_spec.task_spec].completed_event
            if not ended.is_connected(task_spec.merge_child):
                ended.connect(task_spec.merge_child)
