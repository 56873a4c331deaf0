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

from engine.elements.guard import Guarded

MOST_INSTANCES = 200


class StandardLoopTask(Guarded, StandardLoopTaskMixin, BpmnSpecMixin):
    """Done again while a condition holds."""


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
