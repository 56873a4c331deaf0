"""Activities: work for people, for operations, for scripts and for decision tables."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins import ScriptTaskMixin, ServiceTaskMixin, UserTaskMixin
from SpiffWorkflow.task import Task

from engine.decisions import Decision
from engine.definition import UserTaskDefinition
from engine.elements.guard import Guarded, world

Mappings = tuple[tuple[str, str], ...]


class UserTask(Guarded, UserTaskMixin, BpmnSpecMixin):
    """A step that waits for a person."""

    def __init__(self, wf_spec: Any, bpmn_id: str, definition: UserTaskDefinition, **kw: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kw)
        self.definition = definition

    def _update_hook(self, my_task: Task) -> bool:
        super()._update_hook(my_task)
        world(my_task).offer(my_task, self.definition)
        return True


class ServiceTask(ServiceTaskMixin, BpmnSpecMixin):
    """A step that an operation does. `inputs`: (name, literal or `${…}`); `outputs`: (variable, `${…}` over outputs)."""

    def __init__(
        self, wf_spec: Any, bpmn_id: str, operation: str, inputs: Mappings, outputs: Mappings, **kw: Any
    ) -> None:
        self.stage: str | None = kw.pop("stage", None)
        super().__init__(wf_spec, bpmn_id, **kw)
        self.operation, self.mapped_inputs, self.mapped_outputs = operation, inputs, outputs

    def _execute(self, task: Task) -> bool | None:
        return world(task).perform(task, self)


class ScriptTask(ScriptTaskMixin, BpmnSpecMixin):
    """A step that sets instance variables, one `name = expression` a line."""

    def __init__(self, wf_spec: Any, bpmn_id: str, script: str, **kw: Any) -> None:
        super().__init__(wf_spec, bpmn_id, script, **kw)


class PassThrough(BpmnSpecMixin):
    """A disabled activity, or one that says nothing about what to do: the flow passes at once."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kw: Any) -> None:
        self.stage: str | None = kw.pop("stage", None)
        super().__init__(wf_spec, bpmn_id, **kw)

    def _run_hook(self, my_task: Task) -> bool:
        if self.stage is not None:
            world(my_task).skip_stage(my_task, self.stage)
        return True


class BusinessRuleTask(BpmnSpecMixin):
    """A step that a decision table does. `result_variable` None: each output becomes a variable of its own."""

    def __init__(
        self, wf_spec: Any, bpmn_id: str, decision: Decision, result_variable: str | None = None, **kw: Any
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **kw)
        self.decision, self.result_variable = decision, result_variable

    def _run_hook(self, my_task: Task) -> bool:
        outcome = self.decision.decide(world(my_task).scope(my_task.data))
        if self.result_variable is None:
            my_task.data.update(outcome.outputs)
        else:
            my_task.data[self.result_variable] = outcome.value
        return True
