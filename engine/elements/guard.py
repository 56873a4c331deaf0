"""How elements reach the world they run in, and what becomes of one that fails while it is entered."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task

from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.environment import Environment

FAILURES = (EngineError, WorkflowException)


def world(task: Task) -> "Environment":
    """Return the environment that a task runs in: expressions, operations, what happens to failures."""
    environment: Environment = task.workflow.top_workflow.script_engine.environment
    return environment


class Guarded(TaskSpec):
    """An element whose entering may fail: it is held at that point instead of breaking the one before it."""

    def _update(self, my_task: Task) -> None:
        try:
            super()._update(my_task)
        except FAILURES as error:
            self.undo_entering(my_task)
            world(my_task).hold(my_task, error, "enter")

    def undo_entering(self, my_task: Task) -> None:
        """Take back what entering has begun, so that it can be tried again."""
        for child in list(my_task.children):
            if child.triggered:
                my_task.workflow._remove_task(child.id)

    def enter_again(self, my_task: Task, state: Any) -> None:
        """Try to enter once more, from the state that the task had before it was held."""
        my_task._set_state(state)
        self._update(my_task)
