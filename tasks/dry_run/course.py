"""Where a walk stands: the record that it is about, and the time that it has reached."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crm import opportunities
from db import clock
from engine.ports import RecordKey
from tasks import leads
from tasks.dry_run.sandbox import Sandbox
from tasks.work import Work

NOTHING_YET = RecordKey("", 0)


@dataclass
class Course:
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

    @contextmanager
    def at_work(self, login: str | None = None) -> Iterator[Work]:
        """Give work of a person, at the time that the walk has reached."""
        with clock.moved(self.ahead):
            yield self.sandbox.work(login or self.login)
