"""Takes a locked instance to another version, or back to where it was: all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from SpiffWorkflow.exceptions import WorkflowException
from sqlalchemy.orm import Session

from engine import state
from engine.advance import Advance, Circumstances, Waits
from engine.elements.guard import FAILURES
from engine.errors import CannotMove
from engine.history import History
from engine.host import Host
from engine.instances import LockedInstance
from engine.migration import rows
from engine.migration.checks import check, standing
from engine.migration.plan import Plan
from engine.migration.rewriting import Changes, rewrite
from engine.pruning import prune
from engine.specs import Specs
from engine.timers import Due
from engine.workflow import LeanWorkflow


@dataclass(frozen=True, slots=True)
class Known:
    """What an instance waits for, by number; `events` are all events that it would take notice of."""

    tasks: frozenset[int]
    held: frozenset[int]
    events: frozenset[int]
    timers: Due


class Mover:
    """Moves instances of one version by a plan, on behalf of somebody."""

    def __init__(self, host: Host, session: Session, plan: Plan, actor_id: int | None) -> None:
        self.host, self.session, self.plan, self.actor_id = host, session, plan, actor_id

    def look(self, instance: LockedInstance) -> list[tuple[str, str]]:
        """Return where an instance stands, as process keys and elements of the old version."""
        with self._opened(instance, instance.state, self.plan.old) as advance:
            return list(standing(advance.workflow))

    def try_out(self, instance: LockedInstance) -> None:
        """Do everything but save; the row need not be locked.

        Raises:
            CannotMove: the instance cannot go on in the new version.
        """
        with self._moved(instance):
            pass

    def move(self, instance: LockedInstance) -> bytes:
        """Move an instance and return its new state.

        Raises:
            CannotMove: the instance cannot go on in the new version; nothing was changed.
        """
        with self._moved(instance) as (advance, before):
            return self._save(advance, before, self.plan.old, undone=False)

    def move_back(self, instance: LockedInstance, saved: bytes) -> None:
        """Put an instance that was moved, and untouched since, back to the state that it had in the old version."""
        with self._opened(instance, instance.state, self.plan.new) as moved:
            before = _known(moved)
        with self._opened(instance, saved, self.plan.old) as advance:
            self._save(advance, before, self.plan.new, undone=True)

    @contextmanager
    def _moved(self, instance: LockedInstance) -> Iterator[tuple[Advance, Known]]:
        with self._opened(instance, instance.state, self.plan.old) as advance:
            before = _known(advance)
            changes = _carry_over(advance.workflow, instance.stage, self.plan)
            rewritten = state.dump(advance.workflow, advance.prefix)
        with self._opened(instance, rewritten, self.plan.new) as advance:
            self._compare(before, advance, changes)
            yield advance, before

    @contextmanager
    def _opened(self, instance: LockedInstance, saved: bytes, specs: Specs) -> Iterator[Advance]:
        around = Circumstances(
            self.session,
            self.session.connection(),
            instance.record,
            instance.id,
            specs,
            self.actor_id,
            self.host.operations,
            self.host.records,
            self.host.step_limit,
        )
        advance = Advance(around, instance.stage, instance.stage_entered_at, carefully=False)
        advance.workflow, advance.prefix = state.load(saved, specs, advance)
        try:
            yield advance
        finally:
            advance.close()

    def _compare(self, before: Known, advance: Advance, changes: Changes) -> None:
        """Refuse an instance that would not wait for exactly what it waited for, but for what ends and what begins."""
        try:
            after = _known(advance)
        except FAILURES as error:
            raise self._refusal(f"A timer that begins there cannot be worked out: {_text(error)}") from error
        expected = replace(before, events=before.events - changes.ended | changes.begun, timers=after.timers)
        if after != expected or advance.workflow.queue:
            raise self._refusal(f"It would not wait for the same in {self.plan.version}.")

    def _refusal(self, reason: str) -> CannotMove:
        top = self.plan.old.top
        return CannotMove(top.name, top.start.outputs[0].name, reason)

    def _save(self, advance: Advance, before: Known, left: Specs, *, undone: bool) -> bytes:
        after = advance.waits()
        data = state.dump(advance.workflow, advance.prefix)
        specs = advance.around.specs
        history = History()
        facts = {"from": left.version, "to": specs.version}
        history.add("migrated", None, {**facts, "undone": True} if undone else facts)
        rows.save_instance(advance.around, data, history)
        rows.save_timers(advance, before.timers, after.timers, self.host.jobs)
        rows.save_incidents(advance, after)
        self.host.task_list.move(self.session, rows.moved_tasks(advance, after))
        return data


def _carry_over(workflow: LeanWorkflow, stage: str | None, plan: Plan) -> Changes:
    changes = rewrite(workflow, check(workflow, stage, plan))
    prune(workflow)
    return changes


def _known(advance: Advance) -> Known:
    waits: Waits = advance.waits()
    events = frozenset(advance.workflow.event_manager.tasks)
    return Known(frozenset(waits.tasks), frozenset(waits.held), events, waits.timers)


def _text(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, WorkflowException) and error.args else str(error)
