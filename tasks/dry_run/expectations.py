"""What has to hold after a step of a scenario; processes/README.md says what each name means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import select

from crm import feed, opportunities
from crm.models import Lead, Notification, Opportunity, User
from engine import instances
from engine.models import ProcessInstance
from engine.ports import RecordKey
from tasks import leads
from tasks.dry_run import belongings, passing
from tasks.dry_run.player import Player
from tasks.dry_run.steps import open_task
from tasks.errors import ScenarioFailed, StepImpossible
from tasks.forms.presentation import form_of
from tasks.inbox import as_dict
from tasks.models import UserTask
from tasks.work import Work

CLOSE = timedelta(minutes=1)


@dataclass(slots=True)
class Expectations:
    """Looks at what a step led to. `number` is that of the step; what people were told before is after `told_before`."""

    player: Player
    work: Work
    number: int
    told_before: int

    def check(self, name: str, expected: Any) -> None:
        """Compare one thing.

        Raises:
            tasks.errors.ScenarioFailed: it is not as expected.
        """
        self.CHECKS.get(name, Expectations._column)(self, name, expected)

    def _column(self, name: str, expected: Any) -> None:
        if not hasattr(self._row(), name):
            raise StepImpossible(f"a scenario cannot expect “{name}”")
        self._same(name, getattr(self._row(), name), expected)

    def _open(self, name: str, expected: list[str]) -> None:
        self._same(name, self._open_elements(self.player.record), sorted(expected))

    def _ended(self, name: str, expected: bool) -> None:
        record = self.player.record
        self._same(name, instances.running(self.work.session, record) is None, expected)
        of_record = ProcessInstance.record_type == record.type, ProcessInstance.record_id == record.id
        stopped = select(ProcessInstance.id).where(*of_record, ProcessInstance.status == "incident")
        self._same("steps that failed", len(self.work.session.scalars(stopped).all()), 0)

    def _record(self, name: str, expected: Mapping[str, Any]) -> None:
        shown = self._shown()
        for field, value in expected.items():
            self._same(f"{name}.{field}", shown.get(field), value)

    def _due(self, name: str, expected: Mapping[str, str]) -> None:
        for element, value in expected.items():
            self._same(f"{name}.{element}", self._task(element).due, value)

    def _owner(self, name: str, expected: Mapping[str, str]) -> None:
        for element, login in expected.items():
            [shown] = as_dict(self.work, [self._task(element).id])
            self._same(f"{name}.{element}", shown["owner"], login)

    def _form(self, name: str, expected: Mapping[str, Mapping[str, Any]]) -> None:
        for element, values in expected.items():
            filled = {f["name"]: f["value"] for f in form_of(self.work, self._task(element).id)["fields"]}
            for field, value in values.items():
                self._same(f"{name}.{element}.{field}", filled.get(field), value)

    def _feed(self, name: str, expected: list[str]) -> None:
        posts = [post["text"] for post in feed.of(self.work.session, *self.player.record)]
        for text in expected:
            if not any(text in post for post in posts):
                raise ScenarioFailed(self.number, name, text, posts)

    def _told(self, name: str, expected: list[str]) -> None:
        told = select(User.login).join(Notification, Notification.user_id == User.id)
        by_process = told.where(Notification.id > self.told_before, Notification.kind == "process")
        self._same(name, sorted(self.work.session.scalars(by_process)), sorted(expected))

    def _order(self, name: str, expected: bool) -> None:
        self._same(name, self._row().order_id is not None, expected)

    def _opportunity(self, name: str, expected: Mapping[str, Any]) -> None:
        made = self.work.session.get(Opportunity, self._row().opportunity_id or 0)
        for field, value in expected.items():
            if field == "open" and made is not None:
                found: Any = self._open_elements(RecordKey("opportunity", made.id))
            else:
                found = getattr(made, field, None)
            self._same(f"{name}.{field}", found, sorted(value) if field == "open" else value)

    CHECKS: ClassVar[Mapping[str, Callable[["Expectations", str, Any], None]]] = {
        "open": _open,
        "ended": _ended,
        "record": _record,
        "due": _due,
        "owner": _owner,
        "form": _form,
        "feed": _feed,
        "told": _told,
        "order": _order,
        "opportunity": _opportunity,
    }

    # Within

    def _row(self) -> Any:
        record = self.player.record
        return self.work.session.get_one(Lead if record.type == "lead" else Opportunity, record.id)

    def _shown(self) -> dict[str, Any]:
        if self.player.record.type == "lead":
            return leads.as_dict(self.work, [self._row()])[0]
        return opportunities.as_dict(self.work.session, [self._row()])[0]

    def _task(self, element: str) -> UserTask:
        session = self.work.session
        return session.get_one(UserTask, open_task(session, self.player.record, element))

    def _open_elements(self, record: RecordKey) -> list[str]:
        return sorted(str(task.element) for task in belongings.open_tasks(self.work.session, record))

    def _same(self, name: str, found: Any, expected: Any) -> None:
        if not _is_same(found, expected, passing.moment(self.player, expected)):
            raise ScenarioFailed(self.number, name, expected, found)


def _is_same(found: Any, expected: Any, wanted: Any) -> bool:
    """Compare a value with what is expected; `wanted` is the time that it stands for, if it stands for one."""
    if wanted is expected:
        shown = found.isoformat().replace("+00:00", "Z") if isinstance(found, datetime) else found
        return bool(shown == expected) or (expected is not None and str(shown) == str(expected))
    if found is None:
        return False
    moment = found if isinstance(found, datetime) else datetime.fromisoformat(found)
    return abs(moment - datetime.fromisoformat(wanted)) <= CLOSE
