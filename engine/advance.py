"""One advance: an instance taken from one wait to the next, and everything that came of it, to be saved at once."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from db import clock
from engine import assignments, incidents, timers
from engine.definition import UserTaskDefinition
from engine.elements import BoundaryEvent, ServiceTask, UserTask
from engine.elements.guard import FAILURES, HELD
from engine.environment import Environment, Names, Scope, kept, known
from engine.errors import BusinessError, ExpressionFailed, OperationFailed, TooManySteps, UncaughtError
from engine.expressions import compile_template
from engine.history import History, process_key
from engine.incidents import Failure
from engine.ports import Call, Message, OpenedTask, Operations, RecordKey, Records, StartRequest
from engine.savepoint import Savepoint
from engine.specs import Specs
from engine.state import public_id
from engine.timers import Due
from engine.workflow import LeanTask, LeanWorkflow

E = TypeVar("E", bound=Exception)
STARTED, WAITING, COMPLETED, READY = TaskState.STARTED, TaskState.WAITING, TaskState.COMPLETED, TaskState.READY


class StepsBack(Exception):
    """An operation failed after others had succeeded: the advance has to be repeated with a savepoint for each."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Whose step it is and what it may use."""

    session: Session
    connection: Connection
    record: RecordKey
    instance_id: int
    specs: Specs
    actor_id: int | None
    operations: Operations
    records: Records
    step_limit: int


@dataclass(slots=True)
class Waits:
    """What an instance waits for: numbers of user tasks and of held steps, and when timers are due."""

    tasks: dict[int, LeanTask] = field(default_factory=dict)
    held: dict[int, LeanTask] = field(default_factory=dict)
    timers: Due = field(default_factory=dict)


class Advance(Environment):
    """The world of one instance for the length of one advance.

    In the first attempt there is one savepoint, before the first operation, since nearly always all goes well.
    When an operation fails, that attempt is undone and repeated `carefully`: with a savepoint for each operation, so
    that the failed one alone is undone and its step is held.
    """

    workflow: LeanWorkflow
    prefix: int

    def __init__(
        self, around: Circumstances, stage: str | None, stage_entered_at: datetime, *, carefully: bool
    ) -> None:
        super().__init__(Names(self._load_names))
        self.around, self.carefully = around, carefully
        self.stage, self.stage_entered_at = stage, stage_entered_at
        self.before = Waits()
        self.history = History()
        self.steps = 0
        self.outbox: list[Message | StartRequest] = []
        self.offers: dict[int, OpenedTask] = {}
        self.failures: list[Failure] = []
        self.completed: int | None = None
        self.retried: list[int] = []
        self.overrides: dict[int, Mapping[str, Any]] = {}
        self._inputs: dict[int, dict[str, Any]] = {}
        self._savepoint = Savepoint(around.session, around.connection) if carefully else None

    # Running

    def run(self) -> None:
        """Take steps until the instance waits again.

        Raises:
            TooManySteps, UncaughtError: the model is at fault.
            StepsBack: the attempt is to be undone, and repeated carefully.
        """
        self.workflow.run(self.step)
        for join in self.workflow.starved():
            reason = "it waits for a branch from which nothing will come"
            self.hold(join, OperationFailed(join.task_spec.bpmn_name or join.task_spec.name, reason), "enter")

    def complete(self, task: LeanTask) -> None:
        """Complete a user task, whose data is in.

        Raises:
            ExpressionFailed: the model cannot go on with that data.
        """
        self.completed = task.id
        try:
            task.run()
        except WorkflowException as error:
            raise ExpressionFailed(task.task_spec.bpmn_id, str(error.args[0])) from error
        result = task.known.get("result")
        self.history.add("task-completed", task, {"result": result} if result is not None else None)

    def step(self, task: LeanTask) -> None:
        """Take one step."""
        self.steps += 1
        if self.steps > self.around.step_limit:
            raise TooManySteps(self.around.step_limit, task.task_spec.bpmn_id or task.task_spec.name)
        try:
            with self._protected(task.task_spec):
                task.run()
        except FAILURES as error:
            self.hold(task, self._step_back_or(error, task), "run")
            return
        if task._state == COMPLETED:
            self.history.passed(task)
        if self.workflow.bpmn_events:
            self._look_at_events(task)

    def _look_at_events(self, task: LeanTask) -> None:
        """Refuse an error that nobody caught; messages and escalations that nobody waits for are lost, as in BPMN."""
        for event in self.workflow.get_events():
            if isinstance(event.event_definition, ErrorEventDefinition):
                raise UncaughtError(event.event_definition.code, task.task_spec.bpmn_id or task.task_spec.name)

    def undo(self) -> None:
        """Take back what operations have changed."""
        if self._savepoint is not None:
            self._savepoint.rollback()
            self._savepoint = None

    def close(self) -> None:
        """Let go of the instance, once all is saved."""
        self.workflow.dissolve()
        del self.names

    def waits(self) -> Waits:
        """Return what the instance waits for now."""
        found = Waits(timers=timers.waited_for(self.workflow))
        for task in self.workflow.all_tasks():
            if task._state == READY and isinstance(task.task_spec, UserTask):
                found.tasks[task.id] = task
            elif task.internal_data and HELD in task.internal_data and not task._state & TaskState.FINISHED_MASK:
                found.held[task.id] = task
        return found

    def public_id(self, number: int) -> UUID:
        """Return the id by which the world knows a task."""
        return public_id(self.prefix, number)

    # What elements ask for

    def perform(self, task: LeanTask, spec: ServiceTask) -> bool | None:
        """Call the operation of a service task, and take over its outputs."""
        inputs = self._evaluated_inputs(task, spec)
        outbox: list[Message | StartRequest] = []
        try:
            with self._protected(spec):
                outputs = self.around.operations.call(spec.operation, inputs, self._call(task, outbox))
                self.names.forget()
                task.data.update(self._outputs(task, spec, outputs))
        except BusinessError as error:
            self._throw(task, self._step_back_or(error, task))
            return None
        self.outbox += outbox
        if spec.stage is not None:
            self.enter_stage(task, spec.stage)
        return True

    def offer(self, task: LeanTask, definition: UserTaskDefinition) -> None:
        """Work out for whom a user task is."""
        given = assignments.assign(definition, self.scope(known(task)))
        self.offers[task.id] = OpenedTask(
            engine_task_id=self.public_id(task.id),
            instance_id=self.around.instance_id,
            record=self.around.record,
            process_key=self.around.specs.process_key,
            version=self.around.specs.version,
            definition=definition,
            data=known(task),
            assignee=given.assignee,
            groups=given.groups,
            due=given.due,
            priority=given.priority,
            stage=self.stage,
            stage_entered_at=self.stage_entered_at,
            actor_id=self.around.actor_id,
        )

    def enter_stage(self, task: LeanTask, stage: str) -> None:
        """Let a stage begin."""
        self.stage, self.stage_entered_at = stage, clock.now()
        self.names.forget()
        self.history.add("stage-entered", task, {"stage": stage})

    def skip_stage(self, task: LeanTask, stage: str) -> None:
        """Pass a stage."""
        self.history.add("stage-skipped", task, {"stage": stage})

    def hold(self, task: LeanTask, error: Exception, phase: str) -> None:
        """Leave a step where it failed. A boundary event goes on waiting, so that its activity takes it along."""
        task._set_state(WAITING if isinstance(task.task_spec, BoundaryEvent) else STARTED)
        task.internal_data[HELD] = phase
        failure = incidents.failure(task, error, self._inputs.pop(task.id, None))
        self.failures.append(failure)
        self.history.add("incident", task, {"operation": failure.operation, "error": failure.error})

    # Within

    def _load_names(self) -> Mapping[str, Any]:
        around = self.around
        names = around.records.names(around.session, around.record, around.actor_id)
        return {**names, "stage_entered_at": self.stage_entered_at}

    def _protected(self, spec: Any) -> AbstractContextManager[Any]:
        """Return what undoes the changes of a step that fails; only service tasks change anything."""
        if not isinstance(spec, ServiceTask):
            return nullcontext()
        if self.carefully:
            return self.around.session.begin_nested()
        if self._savepoint is None:
            self._savepoint = Savepoint(self.around.session, self.around.connection)
        return nullcontext()

    def _step_back_or(self, error: E, task: LeanTask) -> E:
        if not self.carefully and isinstance(task.task_spec, ServiceTask):
            raise StepsBack from error
        return error

    def _evaluated_inputs(self, task: LeanTask, spec: ServiceTask) -> dict[str, Any]:
        inputs: dict[str, Any] = dict.fromkeys(name for name, _ in spec.mapped_inputs)
        inputs |= self.overrides.get(task.id, {})
        self._inputs[task.id] = inputs
        scope = self.scope(known(task))
        for name, source in spec.mapped_inputs:
            if name not in self.overrides.get(task.id, {}):
                inputs[name] = kept(source, compile_template(source).evaluate(scope))
        return dict(inputs)

    def _call(self, task: LeanTask, outbox: list[Message | StartRequest]) -> Call:
        spec, around = task.task_spec, self.around
        return Call(
            session=around.session,
            record=around.record,
            instance_id=around.instance_id,
            process_key=process_key(task),
            element=spec.bpmn_id,
            element_name=spec.bpmn_name or spec.bpmn_id,
            actor_id=around.actor_id,
            outbox=outbox,
        )

    def _outputs(self, task: LeanTask, spec: ServiceTask, outputs: Mapping[str, Any]) -> dict[str, Any]:
        scope = Scope({**known(task), **outputs}, self.names)
        return {
            variable: kept(source, compile_template(source).evaluate(scope)) for variable, source in spec.mapped_outputs
        }

    def _throw(self, task: LeanTask, error: BusinessError) -> None:
        """Hand an error of an operation to the model; where nothing catches it, the step is held."""
        payload = {"error_code": error.code, "error_message": error.reason}
        event = BpmnEvent(ErrorEventDefinition(error.code, error.code), payload=payload)
        if not self.workflow.event_manager.throw_from(task, event):
            self.hold(task, error, "run")
