"""Takes steps within a sandbox; processes/README.md says what a step may be."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crm import opportunities
from crm.models import Lead
from db import clock
from engine.ports import RecordKey
from tasks import leads
from tasks.dry_run import passing, steps
from tasks.dry_run.sandbox import Sandbox
from tasks.dry_run.steps import Taking
from tasks.errors import StepImpossible
from tasks.work import Work

Step = Mapping[str, Any]
NOTHING_YET = RecordKey("", 0)
CLOCK = "clock"
VERBS = (*steps.VERBS, CLOCK)


@dataclass
class Player:
    """One walk on its way. `record` is the one that the process works for, `ahead` how far the clock was moved.

    Steps are taken by `login`, or else by whoever tries things out.
    """

    sandbox: Sandbox
    process: str
    login: str | None = None
    record: RecordKey = NOTHING_YET
    ahead: timedelta = field(default_factory=timedelta)
    began: datetime = field(default_factory=clock.now)

    @property
    def now(self) -> datetime:
        """The time that the walk has reached."""
        return clock.now() + self.ahead

    def begin(self, record_type: str, values: Mapping[str, Any]) -> None:
        """Save the record that the walk is about.

        Raises:
            crm.errors.Invalid: with every error at its field.
        """
        with self.at_work() as work:
            if record_type == "opportunity":
                created = opportunities.create(work.session, values, work.actor.author()).id
            else:
                created = leads.create(work, values)
        self.record = RecordKey(record_type, created)

    def take(self, step: Step) -> None:
        """Take one step, all of it or nothing.

        Raises: what the services of the step raise; tasks.errors.StepImpossible: it is none that could be taken.
        """
        ahead, carried, done = self.ahead, self.sandbox.host.recorded.carried, False
        noted, self.began = len(carried), self.now
        try:
            with self.sandbox.session.begin_nested():
                self._take(step)
            done = True
        finally:
            if not done:
                self.ahead = ahead
                del carried[noted:]

    @contextmanager
    def at_work(self, login: str | None = None) -> Iterator[Work]:
        """Give work of a person, at the time that the walk has reached."""
        with clock.moved(self.ahead):
            yield self.sandbox.work(login or self.login)

    def _take(self, step: Step) -> None:
        verbs = [verb for verb in VERBS if step.get(verb) is not None]
        if len(verbs) != 1:
            raise StepImpossible(f"it has to say one of {', '.join(VERBS)}")
        if verbs[0] == CLOCK:
            passing.let_pass(self, step[CLOCK])
            return
        values = {name: passing.moment(self, value) for name, value in (step.get("values") or {}).items()}
        with self.at_work(step.get("as")) as work:
            steps.VERBS[verbs[0]](Taking(self, work, self._target(step), {**step, "values": values}))

    def _target(self, step: Step) -> RecordKey:
        if step.get("on") != "opportunity" or self.record.type == "opportunity":
            return self.record
        opportunity_id = self.sandbox.session.get_one(Lead, self.record.id).opportunity_id
        if opportunity_id is None:
            raise StepImpossible("the lead has no opportunity")
        return RecordKey("opportunity", opportunity_id)
