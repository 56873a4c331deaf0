"""How elements reach the world they run in, and what becomes of one that fails while it is entered."""

from typing import TYPE_CHECKING

from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.environment import Environment

FAILURES = (EngineError, WorkflowException)
# Where a held task notes the phase in which it failed.
HELD = "held"


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


def is_active(task: Task) -> bool:
    """Say whether a token is here, or about to arrive; everything else that is unfinished is only foreseen."""
    if task.has_state(TaskState.READY | TaskState.WAITING | TaskState.STARTED):
        return True
    parent = task.parent
    return bool(task.state == TaskState.FUTURE and parent is not None and parent.state == TaskState.COMPLETED)
