"""Gateways and joins. A token that has arrived at a join is an instance of the join that was not yet used up."""

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs.defaults import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins import ExclusiveGatewayMixin, InclusiveGatewayMixin, ParallelGatewayMixin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.data import copied
from engine.elements.guard import Guarded, is_active

USED = "used"
ARRIVED = TaskState.WAITING | TaskState.CANCELLED


class ExclusiveGateway(ExclusiveGatewayMixin, BpmnSpecMixin):
    """Takes the first way whose condition holds."""


class TokenJoin(Guarded, UnstructuredJoin):
    """Waits for tokens and uses each of them once, in loops too.

    Only the instance that arrived last waits; those before it are cancelled and stand for their tokens.
    What the branches changed is merged in the order in which they arrived; a branch that left a variable alone
    does not undo what another one did to it.
    """

    def _update_hook(self, my_task: Task) -> bool:
        arrived = self._arrived(my_task)
        for task in arrived:
            if task.state == TaskState.WAITING:
                task.cancel()
        used = self._tokens_to_use(my_task, [*arrived, my_task])
        if used is None:
            my_task._set_state(TaskState.WAITING)
            return False
        if len(used) > 1:
            _merge(my_task, used)
        else:
            my_task._inherit_data()
        for task in used:
            task.internal_data[USED] = True
        return True

    def _run_hook(self, my_task: Task) -> bool:
        return True

    def _tokens_to_use(self, my_task: Task, tokens: list[Task]) -> list[Task] | None:
        """Return the tokens that are used up now, or None when others have to come first."""
        raise NotImplementedError

    def _arrived(self, my_task: Task) -> list[Task]:
        found = [
            task
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self and task is not my_task and task.has_state(ARRIVED) and is_token(task)
        ]
        return sorted(found, key=lambda task: task.last_state_change)


def is_token(task: Task) -> bool:
    """Say whether an instance of a join stands for a token that has arrived and was not used up."""
    parent = task.parent
    return USED not in task.internal_data and parent is not None and parent.state == TaskState.COMPLETED


def _merge(my_task: Task, used: list[Task]) -> None:
    parents = [task.parent for task in used]
    base = common_ancestor(parents)
    merged = copied(base.data)
    for parent in parents:
        merged.update(changes(parent, base))
    my_task.data = merged


def changes(task: Task, base: Task) -> dict[str, Any]:
    """Return what the data of a task has that a task above it had not."""
    before = base.data
    return {key: copied(value) for key, value in task.data.items() if key not in before or before[key] != value}


def common_ancestor(tasks: Iterable[Task]) -> Task:
    """Return the nearest task that is above all of some tasks, or one of them."""
    paths = [_path(task) for task in tasks]
    common = None
    for level in zip(*paths, strict=False):
        if any(task is not level[0] for task in level):
            break
        common = level[0]
    return common


def _path(task: Task) -> list[Task]:
    path = []
    while task is not None:
        path.append(task)
        task = task.parent
    path.reverse()
    return path


class ParallelGateway(TokenJoin, ParallelGatewayMixin, BpmnSpecMixin):
    """Waits for one token on each incoming flow, sends one along each outgoing flow."""

    def _tokens_to_use(self, my_task: Task, tokens: list[Task]) -> list[Task] | None:
        by_flow: dict[str, list[Task]] = {}
        for task in tokens:
            by_flow.setdefault(task.parent.task_spec.name, []).append(task)
        used = []
        for name in self._inputs:
            waiting = by_flow.get(name)
            if not waiting:
                return None
            used.append(waiting.pop(0))
        return used


class InclusiveGateway(TokenJoin, InclusiveGatewayMixin, BpmnSpecMixin):
    """Waits while another token can still arrive, sends one along each outgoing flow whose condition holds."""

    def _tokens_to_use(self, my_task: Task, tokens: list[Task]) -> list[Task] | None:
        here = {task.parent.task_spec.name for task in tokens}
        waited_for = set(self._inputs) - here
        if waited_for:
            for task in my_task.workflow.tasks.values():
                if task.task_spec is not self and is_active(task):
                    reached = {name for name in self._inputs if task.task_spec.name in self._upstream(name)}
                    if reached & waited_for and not reached & here:
                        return None
        return tokens

    def _upstream(self, name: str) -> frozenset[str]:
        """Return the elements from which the flow out of `name` can be reached without passing this gateway."""
        known: dict[str, frozenset[str]] = self.__dict__.setdefault("_known_upstream", {})
        if name not in known:
            found, todo = {name}, [name]
            while todo:
                for source in self._wf_spec.task_specs[todo.pop()]._inputs:
                    if source not in found and source != self.name:
                        found.add(source)
                        todo.append(source)
            known[name] = frozenset(found)
        return known[name]

    def _run_hook(self, my_task: Task) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches + defaults:
            raise WorkflowTaskException("no condition holds and there is no default flow", task=my_task)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True
