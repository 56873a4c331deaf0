"""The BPMN host: starts instances, takes them from wait to wait, and saves what came of it.

Everything happens in the caller's transaction; nothing is committed here. When a method raises an EngineError its own
work is undone; after any other error the transaction has to be given up.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from db import clock
from engine import acts, awaiting, incidents, instances, outcome, state
from engine.advance import Advance, Circumstances, StepsBack
from engine.awaiting import Awaited
from engine.environment import Names, Scope, ScriptEngine
from engine.errors import InstanceStopped, NotWaiting, ProcessDisabled, TooManySteps, UnknownProcess
from engine.events import is_due
from engine.expressions import compile_expression
from engine.history import History
from engine.instances import LockedInstance
from engine.ports import Jobs, Message, Operations, RecordKey, Records, StartRequest, TaskList
from engine.specs import Specs, SpecSource, Start
from engine.workflow import LeanWorkflow

Act = Callable[[Advance], Any]
Outbox = list[Message | StartRequest]
STEP_LIMIT = 1000
MOST_DELIVERIES = 100
# A job that runs a moment too early is given another chance; one that is out of date is not.
SOON = timedelta(minutes=1)


class Host:
    """Runs instances; the ports are what the layer above provides."""

    def __init__(
        self,
        specs: SpecSource,
        operations: Operations,
        task_list: TaskList,
        records: Records,
        jobs: Jobs,
        step_limit: int = STEP_LIMIT,
    ) -> None:
        self.specs, self.operations, self.records = specs, operations, records
        self.task_list, self.jobs, self.step_limit = task_list, jobs, step_limit

    # Starting

    def start(
        self,
        session: Session,
        process_key: str,
        record: RecordKey,
        *,
        message: str | None = None,
        payload: Mapping[str, Any] | None = None,
        actor_id: int | None = None,
    ) -> int | None:
        """Start a process for a record on its current version and return the number of the instance.

        None: the model has no start for that message, or its condition does not hold, or an instance works for the
        record already.

        Raises:
            UnknownProcess, ProcessDisabled: no new instance can run that process.
        """
        specs = self.specs.current(session, process_key)
        return self._start(session, specs, record, message, payload or {}, actor_id)

    def start_version(
        self,
        session: Session,
        version_id: int,
        record: RecordKey,
        *,
        message: str | None = None,
        payload: Mapping[str, Any] | None = None,
        actor_id: int | None = None,
    ) -> int | None:
        """Start a certain version for a record, otherwise as `start` does."""
        specs = self.specs.get(session, version_id)
        return self._start(session, specs, record, message, payload or {}, actor_id)

    # Going on

    def complete_task(
        self,
        session: Session,
        locked: LockedInstance,
        engine_task_id: UUID,
        data: Mapping[str, Any],
        actor_id: int | None,
    ) -> None:
        """Complete a user task with what was entered, and go on to the next wait.

        Raises:
            NotWaiting: the instance does not wait for that task.
            TooManySteps, UncaughtError, ExpressionFailed: the model cannot go on; nothing was changed.
        """
        act = partial(acts.complete_task, task_id=engine_task_id, data=data)
        self._deliver(session, self._move(session, locked, actor_id, act), actor_id)

    def send_message(
        self, session: Session, instance_id: int, name: str, payload: Mapping[str, Any] | None, actor_id: int | None
    ) -> None:
        """Send a message to an instance.

        Raises:
            NotWaiting: nothing in the instance waits for it.
            InstanceStopped: nothing waits for it, and a step that failed may be the reason.
        """
        locked = instances.lock(session, instance_id)
        self._deliver(session, self._send(session, locked, name, payload or {}, actor_id), actor_id)

    def fire_timers(self, session: Session, instance_id: int) -> int:
        """Let the timers of an instance fire that are due, and return how many there were."""
        locked = instances.lock(session, instance_id)
        due = self._due(session, locked) if locked.is_alive else 0
        if due:
            self._deliver(session, self._move(session, locked, None, lambda _: None), None)
        return due

    def retry(self, session: Session, incident_id: int, inputs: Mapping[str, Any] | None, actor_id: int | None) -> None:
        """Try a failed step again: as it was, or with some inputs changed. It may fail again, as a new incident.

        Raises:
            NotWaiting: the incident is not open (any more).
        """
        found = incidents.find(session, incident_id)
        if found is None:
            raise NotWaiting(0, f"incident {incident_id}")
        instance_id, task_id, _ = found
        locked = instances.lock(session, instance_id)
        _, _, is_open = incidents.find(session, incident_id) or found
        if not is_open:
            raise NotWaiting(instance_id, f"incident {incident_id}")
        act = partial(acts.retry, task_id=task_id, inputs=inputs or {})
        self._deliver(session, self._move(session, locked, actor_id, act), actor_id)

    def cancel(self, session: Session, instance_id: int, actor_id: int | None) -> None:
        """End an instance wherever it stands; one that has ended stays as it is."""
        locked = instances.lock(session, instance_id)
        if locked.is_alive:
            advance = self._attempt(session, locked, actor_id, acts.cancel, carefully=False)
            self._save(advance, locked.steps, cancelled=True)

    # Looking

    def names(
        self, session: Session, record: RecordKey, data: Mapping[str, Any], actor_id: int | None
    ) -> Mapping[str, Any]:
        """Return what expressions of a record's process may use, over some instance data."""
        return Scope(data, Names(partial(self._names, session, record, actor_id)))

    def lock_running(self, session: Session, record: RecordKey) -> LockedInstance | None:
        """Lock the instance that works for a record, if one does."""
        instance_id = instances.running(session, record)
        locked = instances.lock(session, instance_id) if instance_id is not None else None
        return locked if locked is not None and locked.is_alive else None

    def awaited(self, session: Session, instance_id: int) -> list[Awaited]:
        """Return the events that an instance waits for; nothing happens to it."""
        locked = instances.lock(session, instance_id)
        if not locked.is_alive:
            return []
        advance = self._load(session, locked, None, carefully=False)
        found = awaiting.events(advance.workflow)
        advance.close()
        return found

    # Within

    def _start(
        self,
        session: Session,
        specs: Specs,
        record: RecordKey,
        message: str | None,
        payload: Mapping[str, Any],
        actor_id: int | None,
    ) -> int | None:
        begun = self._begin(session, specs, record, message, payload, actor_id)
        if begun is None:
            return None
        instance_id, outbox = begun
        self._deliver(session, outbox, actor_id)
        return instance_id

    def _begin(
        self,
        session: Session,
        specs: Specs,
        record: RecordKey,
        message: str | None,
        payload: Mapping[str, Any],
        actor_id: int | None,
    ) -> tuple[int, Outbox] | None:
        start = specs.starts.get(message or "")
        if start is None or not self._holds(session, start, record, payload, actor_id):
            return None
        with session.begin_nested():
            instance_id = instances.create(session, specs.version_id, record)
            if instance_id is None:
                return None
            around = self._around(session, specs, record, instance_id, actor_id)
            advance = self._twice(partial(self._try_start, around, start, payload))
            return instance_id, self._save(advance, 0)

    def _try_start(
        self, around: Circumstances, start: Start, payload: Mapping[str, Any], *, carefully: bool
    ) -> Advance:
        advance = Advance(around, None, clock.now(), carefully=carefully)
        specs = around.specs
        advance.prefix = state.new_prefix()
        advance.workflow = LeanWorkflow.begin(specs.top, specs.subprocesses, ScriptEngine(advance))
        return _run(advance, partial(acts.start, chosen=start, payload=payload))

    def _holds(
        self, session: Session, start: Start, record: RecordKey, payload: Mapping[str, Any], actor_id: int | None
    ) -> bool:
        if start.condition is None:
            return True
        names = Names(lambda: self.records.names(session, record, actor_id))
        return bool(compile_expression(start.condition).evaluate(Scope(payload, names)))

    def _send(
        self, session: Session, locked: LockedInstance, name: str, payload: Mapping[str, Any], actor_id: int | None
    ) -> Outbox:
        def act(advance: Advance) -> None:
            if not acts.send_message(advance, name, payload):
                self._refuse_message(session, locked, name)

        return self._move(session, locked, actor_id, act)

    @staticmethod
    def _refuse_message(session: Session, locked: LockedInstance, name: str) -> None:
        stopped = incidents.latest(session, locked.id)
        if stopped is not None:
            raise InstanceStopped(locked.id, *stopped)
        raise NotWaiting(locked.id, f"the message “{name}”")

    def _due(self, session: Session, locked: LockedInstance) -> int:
        advance = self._load(session, locked, None, carefully=False)
        due = sum(is_due(task) for task in advance.workflow.event_manager.tasks.values())
        soonest = min(advance.before.timers.values(), default=None)
        if not due and soonest is not None and soonest - clock.now() < SOON:
            self.jobs.at(session, soonest, locked.id)
        return due

    def _move(self, session: Session, locked: LockedInstance, actor_id: int | None, act: Act) -> Outbox:
        """Let something happen to an instance, save what came of it, and return what it sends to others."""
        if not locked.is_alive:
            raise NotWaiting(locked.id, "anything: it has ended")
        advance = self._twice(partial(self._attempt, session, locked, actor_id, act))
        return self._save(advance, locked.steps)

    def _save(self, advance: Advance, steps_before: int, *, cancelled: bool = False) -> Outbox:
        outcome.save(advance, self.task_list, self.jobs, steps_before, cancelled=cancelled)
        advance.close()
        return advance.outbox

    @staticmethod
    def _twice(attempt: Callable[..., Advance]) -> Advance:
        try:
            return attempt(carefully=False)
        except StepsBack:
            return attempt(carefully=True)

    def _attempt(
        self, session: Session, locked: LockedInstance, actor_id: int | None, act: Act, *, carefully: bool
    ) -> Advance:
        return _run(self._load(session, locked, actor_id, carefully=carefully), act)

    def _load(self, session: Session, locked: LockedInstance, actor_id: int | None, *, carefully: bool) -> Advance:
        specs = self.specs.get(session, locked.version_id)
        around = self._around(session, specs, locked.record, locked.id, actor_id)
        advance = Advance(around, locked.stage, locked.stage_entered_at, carefully=carefully)
        advance.workflow, advance.prefix = state.load(locked.state, specs, advance)
        advance.before = advance.waits()
        return advance

    def _around(
        self, session: Session, specs: Specs, record: RecordKey, instance_id: int, actor_id: int | None
    ) -> Circumstances:
        return Circumstances(
            session,
            session.connection(),
            record,
            instance_id,
            specs,
            actor_id,
            self.operations,
            self.records,
            self.step_limit,
        )

    def _names(self, session: Session, record: RecordKey, actor_id: int | None) -> Mapping[str, Any]:
        entered = partial(instances.stage_entered_at, session, record)
        return {**self.records.names(session, record, actor_id), "stage_entered_at": entered}

    # Sending on

    def _deliver(self, session: Session, outbox: Iterable[Message | StartRequest], actor_id: int | None) -> None:
        """Hand out what an instance sends to others, and what they send in turn, once the sender is saved.

        The receiver is locked after the sender, as an opportunity that writes to its lead. A lead that moves its sale on
        meets it the wrong way round: at worst one of the two is chosen as a deadlock's victim, and done again.
        """
        todo = deque(outbox)
        for _ in range(MOST_DELIVERIES):
            if not todo:
                return
            item = todo.popleft()
            todo.extend(self._hand_over(session, item, actor_id))
        if todo:
            raise TooManySteps(MOST_DELIVERIES, "messages between instances")

    def _hand_over(self, session: Session, item: Message | StartRequest, actor_id: int | None) -> Outbox:
        if isinstance(item, StartRequest):
            return self._start_requested(session, item, actor_id)
        locked = self.lock_running(session, item.record)
        if locked is None:
            return []
        try:
            return self._send(session, locked, item.name, item.payload, actor_id)
        except NotWaiting:
            ignored = History()
            ignored.add("message-ignored", None, {"message": item.name})
            instances.note(session, locked.id, ignored, actor_id)
            return []

    def _start_requested(self, session: Session, request: StartRequest, actor_id: int | None) -> Outbox:
        try:
            specs = self.specs.current(session, request.process_key)
        except (UnknownProcess, ProcessDisabled):
            return []
        begun = self._begin(session, specs, request.record, request.message, request.payload, actor_id)
        return [] if begun is None else begun[1]


def _run(advance: Advance, act: Act) -> Advance:
    """Set an instance in motion and let it run to its next wait; when that fails, what was done is undone."""
    done = False
    try:
        act(advance)
        advance.run()
        done = True
    finally:
        if not done:
            advance.undo()
    return advance
