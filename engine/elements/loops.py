"""Activities that are done several times."""

from typing import Any

from SpiffWorkflow.bpmn.exceptions import WorkflowDataException
from SpiffWorkflow.bpmn.specs.defaults import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins import (
    ParallelMultiInstanceTaskMixin,
    SequentialMultiInstanceTaskMixin,
    StandardLoopTaskMixin,
)
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.data import copied
from engine.elements.guard import Guarded

MOST_INSTANCES = 200
COUNTER = "loopCounter"


class StandardLoopTask(Guarded, StandardLoopTaskMixin, BpmnSpecMixin):
    """Done again while a condition holds. It counts its rounds, where the stock one keeps a list of them."""

    def _merged_children(self, my_task: Task) -> range:
        return range(my_task.internal_data.get("rounds", 0))

    def merge_child(self, workflow: Any, child: Task) -> None:
        """Take over what a round has changed, and begin the next one unless it was the last."""
        my_task = child.parent
        my_task.data.update(copied(child.data))
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


class Counted(Guarded, MultiInstanceTask):
    """An activity that is done for a number of items.

    The number has to be a sensible one; the item and the counter are known to the instance alone; a list of outputs
    is begun anew each time the activity is entered.
    """

    def _update_hook(self, my_task: Task) -> Any:
        outcome = super()._update_hook(my_task)
        if self.cardinality is not None:
            self._check(my_task, my_task.workflow.script_engine.evaluate(my_task, self.cardinality))
        elif self.data_input is not None:
            items = self.data_input.get(my_task)
            if not isinstance(items, list | dict):
                raise WorkflowDataException(f"“{self.data_input.bpmn_id}” is no list", my_task)
            self._check(my_task, len(items))
        return outcome

    def _run_hook(self, my_task: Task) -> Any:
        """Put back what an activity around this one calls its items and its counter."""
        around = my_task.parent.data
        my_task.data.update((name, copied(around[name])) for name in self._own_names() if name in around)
        return super()._run_hook(my_task)

    def create_child(self, my_task: Task, item: Any, key_or_index: Any = None) -> None:
        """Begin one instance."""
        self._forget_items(my_task)
        spec = my_task.workflow.spec.task_specs[self.task_spec]
        child = my_task._add_child(spec, TaskState.WAITING)
        child.triggered = True
        number = my_task.internal_data.get("begun", 0)
        my_task.internal_data["begun"] = number + 1
        child.data[COUNTER] = number
        if self.input_item is not None:
            child.data[self.input_item.bpmn_id] = copied(item)
        child.internal_data["item" if key_or_index is None else "key_or_index"] = (
            item if key_or_index is None else key_or_index
        )
        spec._update(child)

    def merge_child(self, workflow: Any, child: Task) -> None:
        """Take over what an instance gives: its item of output, or all that it has changed."""
        my_task = child.parent
        if self.data_output is None or self.output_item is None:
            my_task.data.update(copied(child.data))
            self._forget_items(my_task)
        elif not self.output_item.exists(child):
            raise WorkflowDataException(f"“{self.output_item.bpmn_id}” was not set", child)
        else:
            self._put_out(my_task, child.internal_data.get("key_or_index"), copied(self.output_item.get(child)))
        my_task.internal_data["merged"].append(str(child.id))

    def init_data_output_with_input_data(self, my_task: Task, input_data: Any) -> None:
        """Begin a list, or an object, of outputs; one that is changed in place stays."""
        if self.data_output.bpmn_id != self.data_input.bpmn_id:
            self.data_output.set(my_task, {} if isinstance(input_data, dict) else [])

    def init_data_output_with_cardinality(self, my_task: Task) -> None:
        """Begin a list of outputs."""
        self.data_output.set(my_task, [])

    def _put_out(self, my_task: Task, key: Any, item: Any) -> None:
        output = self.data_output.get(my_task)
        if isinstance(output, dict):
            output[str(key)] = item
        elif isinstance(output, list):
            in_place = self.data_input is not None and self.data_input.bpmn_id == self.data_output.bpmn_id
            if in_place and isinstance(key, int) and key < len(output):
                output[key] = item
            else:
                output.append(item)
        else:
            self.data_output.set(my_task, [item])

    def _forget_items(self, my_task: Task) -> None:
        for name in self._own_names():
            my_task.data.pop(name, None)

    def _own_names(self) -> list[str]:
        return [COUNTER, *(item.bpmn_id for item in (self.input_item, self.output_item) if item is not None)]

    def _check(self, my_task: Task, number: Any) -> None:
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_INSTANCES:
            raise WorkflowDataException(f"{number!r} is no number of instances from 0 to {MOST_INSTANCES}", my_task)


class ParallelMultiInstanceTask(ParallelMultiInstanceTaskMixin, Counted, BpmnSpecMixin):
    """Done for several items at once."""


class SequentialMultiInstanceTask(SequentialMultiInstanceTaskMixin, Counted, BpmnSpecMixin):
    """Done for several items, one after the other: for those that there were at the beginning."""

    def init_remaining_items(self, my_task: Task) -> list[Any]:
        """Keep the items, and return their keys."""
        items = my_task.internal_data["items"] = copied(self.data_input.get(my_task))
        return list(items) if isinstance(items, dict) else list(range(len(items)))

    def add_next_child(self, my_task: Task) -> None:
        """Begin the next instance."""
        internal = my_task.internal_data
        if self.data_input is None:
            internal["current"] += 1
            self.create_child(my_task, internal["current"] - 1)
        else:
            key, *internal["remaining"] = internal["remaining"]
            self.create_child(my_task, internal["items"][key], key)


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
