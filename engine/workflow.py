"""SpiffWorkflow's instance, made lean: flat scans instead of tree walks, numbers instead of UUIDs, no recursion.

A tree walk visits everything at every step and stops silently at a depth of 1,000; a recursive look at the ancestors
breaks there. Specs are shared between threads, so nothing here writes to them.
"""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.data import copied
from engine.elements.calls import EventSubprocess
from engine.elements.events import EventBasedGateway
from engine.elements.gateways import TokenJoin
from engine.elements.guard import is_active
from engine.elements.process import END
from engine.events import Events, is_due

WAITING, READY, COMPLETED, CANCELLED = (
    TaskState.WAITING,
    TaskState.READY,
    TaskState.COMPLETED,
    TaskState.CANCELLED,
)
FINISHED, UNFINISHED = TaskState.FINISHED_MASK, TaskState.NOT_FINISHED_MASK
FORESEEN = TaskState.PREDICTED_MASK | TaskState.FUTURE
CHOOSING = (MultiChoice, EventBasedGateway, EventSplit)
Step = Callable[["LeanTask"], None]


class LeanTask(Task):
    """A token at an element.

    Its number comes from one counter for the whole instance, which tells time as well. Nothing is foreseen: what
    follows is made when the task ends. Data is shared with the task before until one of them asks for its own.
    """

    def __init__(
        self, workflow: Any, task_spec: Any, parent: "LeanTask | None" = None, state: int = TaskState.MAYBE
    ) -> None:
        self.id = next(workflow.counter)
        self.workflow = workflow
        self.task_spec = task_spec
        self.triggered = False
        self.thread_id = 0
        self.known: dict[str, Any] = {}
        self.is_shared = False
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = self.id
        self._children: list[int] = []
        self._state = state
        self._parent = None
        workflow.tasks[self.id] = self
        if parent is not None:
            self._parent = parent.id
            parent._children.append(self.id)

    @property
    def data(self) -> dict[str, Any]:
        """The data, free to be changed; `known` is the same for those who only look."""
        if self.is_shared:
            self.known, self.is_shared = copied(self.known), False
        return self.known

    @data.setter
    def data(self, value: dict[str, Any]) -> None:
        self.known, self.is_shared = value, False

    def borrow(self, other: "LeanTask") -> None:
        """Have the data of another task."""
        self.known = other.known
        self.is_shared = other.is_shared = True

    def _inherit_data(self) -> None:
        parent = self.parent
        if not self.known:
            self.borrow(parent)
        elif self.known is not parent.known and self.known != parent.known:
            self.data.update(copied(parent.known))

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            self.last_state_change = next(self.workflow.counter)
            if value == READY and not self.task_spec.manual:
                self.workflow.queue.append(self)

    def _ready(self) -> None:
        if not self._state & (COMPLETED | CANCELLED):
            self._set_state(READY)
            self.task_spec._on_ready_hook(self)

    def run(self) -> bool | None:
        """Do what the element does; True when it is done, None when it goes on."""
        if isinstance(self.task_spec, EventSplit):
            self.task_spec._predict_hook(self)
        outcome: bool | None = super().run()
        return outcome

    def complete(self) -> None:
        """Make what follows, unless the element chose it itself, and hand the token on."""
        if not isinstance(self.task_spec, CHOOSING):
            self.task_spec._predict_hook(self)
        super().complete()

    def _sync_children(self, task_specs: list[Any], state: int = TaskState.MAYBE) -> None:
        if not self._state & FORESEEN:
            super()._sync_children(task_specs, state)

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> "LeanTask | None":
        if self._state & FORESEEN and state & TaskState.PREDICTED_MASK:
            return None
        task = LeanTask(self.workflow, task_spec, self, state)
        if state == READY:
            task._ready()
        return task

    def is_descendant_of(self, task: Task) -> bool:
        """Say whether `task` is above this one."""
        return any(above is task for above in self.ancestors())

    def find_ancestor(self, spec_name: str) -> "LeanTask | None":
        """Return the nearest task of a name above this one."""
        return next((task for task in self.ancestors() if task.task_spec.name == spec_name), None)

    def ancestors(self) -> Iterator["LeanTask"]:
        """Yield the tasks above this one, the nearest first."""
        task = self.parent
        while task is not None:
            yield task
            task = task.parent

    def cancel(self) -> None:
        """Cancel what is not finished, here or after here."""
        todo = [self]
        while todo:
            task = todo.pop()
            if task._state & FINISHED:
                todo.extend(reversed(task.children))
            else:
                task._set_state(CANCELLED)
                task._drop_children()
                task.task_spec._on_cancel(task)


class _Flat:
    """What the top process and the processes within it share."""

    def _begin(self: Any) -> None:
        self.task_tree = LeanTask(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree._ready()

    def update_waiting_tasks(self: Any) -> None:
        """Look at the joins that wait; events are told when they come, timers are looked at after each run."""
        for task in [task for task in self.tasks.values() if task._state == WAITING]:
            if task._state == WAITING and not isinstance(task.task_spec, CatchingEvent):
                task.task_spec._update(task)

    def _task_completed_notify(self: Any, task: LeanTask) -> None:
        self.last_task = task
        if task.task_spec.name == END:
            self.completed = True
        if self.completed:
            self.completed_event(self)
            return
        self.update_waiting_tasks()
        owner = getattr(self, "owner", None)
        if owner is not None and isinstance(owner.task_spec, EventSubprocess):
            # Around it, the end may only have waited for this.
            owner.workflow.update_waiting_tasks()

    def _cancel_all(self: Any) -> list[LeanTask]:
        self.success, self.completed = False, True
        open_tasks = [task for task in self.tasks.values() if task._state & UNFINISHED]
        for task in open_tasks:
            if task.id in self.tasks:
                task.cancel()
        return open_tasks


class LeanSubworkflow(_Flat, BpmnSubWorkflow):
    """A process within the process; `owner` is the task that it is the inside of."""

    def __init__(self, spec: Any, owner: LeanTask, top: "LeanWorkflow") -> None:
        self.owner = owner
        self.counter, self.queue = top.counter, top.queue
        super().__init__(spec, owner.id, top, deserializing=True)

    @property
    def parent_workflow(self) -> Any:
        """The process that this one stands in."""
        return self.owner.workflow

    def cancel(self, success: bool = False) -> list[LeanTask]:
        """Cancel everything in here."""
        return self._cancel_all()


class LeanWorkflow(_Flat, BpmnWorkflow):
    """An instance. `queue` holds the steps that the engine can take without anybody."""

    def __init__(self, spec: Any, subprocess_specs: Any, script_engine: Any, first_number: int = 1) -> None:
        self.counter = count(first_number)
        self.queue: deque[LeanTask] = deque()
        super().__init__(spec, subprocess_specs, script_engine, deserializing=True)
        self.subprocesses: dict[int, LeanSubworkflow] = {}
        self.event_manager: Any = Events(self)

    @classmethod
    def begin(cls, spec: Any, subprocess_specs: Any, script_engine: Any) -> "LeanWorkflow":
        """Return a new instance, about to take its first step."""
        workflow = cls(spec, subprocess_specs, script_engine)
        workflow._begin()
        return workflow

    def run(self, step: Step) -> None:
        """Take steps until everything waits: for a person, an event, or a time that has not come."""
        queue = self.queue
        while True:
            while queue:
                task = queue.popleft()
                if task._state == READY and task.id in task.workflow.tasks:
                    step(task)
            if not self.refresh_timers():
                return

    def processes(self) -> list[Any]:
        """Return this process and all processes within it."""
        return [self, *self.subprocesses.values()]

    def all_tasks(self) -> Iterator[LeanTask]:
        """Yield the tasks of all processes."""
        for process in self.processes():
            yield from process.tasks.values()

    def find(self, number: int) -> LeanTask | None:
        """Return the task of a number."""
        return next((process.tasks[number] for process in self.processes() if number in process.tasks), None)

    def create_subprocess(self, my_task: LeanTask, spec_name: str) -> LeanSubworkflow:
        """Begin a process within a task."""
        inner = LeanSubworkflow(self.subprocess_specs[spec_name], my_task, self)
        inner._begin()
        self.subprocesses[my_task.id] = inner
        return inner

    def delete_subprocess(self, my_task: LeanTask) -> list[LeanTask]:
        """Forget the process within a task, and those within that."""
        dropped = []
        todo = [my_task.id]
        while todo:
            inner = self.subprocesses.pop(todo.pop(), None)
            if inner is not None:
                dropped.extend(inner.tasks.values())
                todo.extend(number for number in inner.tasks if number in self.subprocesses)
        for task in dropped:
            self.event_manager.tasks.pop(task.id, None)
            # What of it stands in the queue is passed over.
            del task.workflow.tasks[task.id]
        return dropped

    def get_task_from_id(self, task_id: int) -> LeanTask:
        """Return the task of a number, which has to be there."""
        task = self.find(task_id)
        if task is None:
            raise LookupError(task_id)
        return task

    def cancel(self, workflow: Any = None) -> list[LeanTask]:
        """Cancel everything in one process, this one unless said otherwise."""
        cancelled: list[LeanTask] = (workflow or self)._cancel_all()
        return cancelled

    def starved(self) -> list[LeanTask]:
        """Return joins that wait in vain: in their process nothing is left but joins that wait."""
        found = []
        for process in self.processes():
            joins = [t for t in process.tasks.values() if t._state == WAITING and isinstance(t.task_spec, TokenJoin)]
            if joins and not any(task not in joins and is_active(task) for task in process.tasks.values()):
                found += [task for task in joins if task.task_spec.bpmn_id is not None]
        return found

    def dissolve(self) -> None:
        """Let go of everything: tasks and processes hold each other, which only a garbage collection would end."""
        for process in self.processes():
            for task in process.tasks.values():
                task.__dict__.clear()
            process.__dict__.clear()

    def refresh_timers(self) -> bool:
        """Let timers fire that are due; say whether there were any."""
        fired = False
        for task in list(self.event_manager.tasks.values()):
            if task.id in self.event_manager.tasks and is_due(task):
                task.task_spec._update(task)
                fired = True
        return fired
