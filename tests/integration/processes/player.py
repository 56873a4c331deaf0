"""Plays the scenarios that stand beside the shipped processes; processes/README.md says what they may hold."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm import feed, opportunities
from crm.errors import CrmError
from crm.models import Lead, Notification, Opportunity, User
from db import clock
from engine import instances
from engine.errors import EngineError
from engine.models import ProcessInstance, Timer
from engine.ports import RecordKey
from engine.times import period
from tasks import actions, completion, leads
from tasks.errors import TaskError
from tasks.forms.presentation import form_of
from tasks.inbox import as_dict, find
from tasks.models import UserTask
from tasks.work import Baton, Work
from tests.desk import Desk

REFUSALS = (CrmError, TaskError, EngineError)
NOTHING_YET = RecordKey("", 0)
CLOSE = timedelta(minutes=1)


@dataclass
class Player:
    """One scenario on its way. `record` is the one that the process works for."""

    baton: Baton
    process: str
    record: RecordKey = NOTHING_YET
    ahead: timedelta = field(default_factory=timedelta)
    began: datetime = field(default_factory=clock.now)

    def begin(self, values: Mapping[str, Any]) -> None:
        """Save the record that the scenario is about."""
        with self._as("sales") as work:
            if self.process == "corporate-sale":
                self.record = RecordKey(
                    "opportunity", opportunities.create(work.session, values, work.actor.author()).id
                )
            else:
                self.record = RecordKey("lead", leads.create(work, values))

    def play(self, step: Mapping[str, Any]) -> None:
        """Take one step and check what has to hold after it."""
        expected = step.get("expect", {})
        before = self._latest_notification()
        self.began = clock.now() + self.ahead
        try:
            self._take(step)
            refused = False
        except REFUSALS as error:
            if not expected.get("refused"):
                raise AssertionError(f"{step} was refused: {error}") from error
            refused = True
        assert refused == expected.get("refused", False), f"{step} was not refused"
        with self._as("sales") as work:
            for name, value in expected.items():
                if name != "refused":
                    getattr(self, f"_expect_{name}", self._expect_column(name))(work, value, before)

    @contextmanager
    def _as(self, login: str) -> Iterator[Work]:
        with clock.moved(self.ahead), Desk(self.baton, login).work() as work:
            yield work

    def _take(self, step: Mapping[str, Any]) -> None:
        values = {name: self._moment(value) for name, value in step.get("values", {}).items()}
        with self._as(step.get("as", "sales")) as work:
            target = self._target(work, step)
            if "act" in step:
                actions.act(work, *target, step["act"], values)
            elif "move" in step:
                actions.act(work, *target, "move_to_stage", {"stage": step["move"]})
            elif "complete" in step:
                completion.complete(work, self._open_task(work, target, step["complete"]), step.get("result"), values)
            elif "start" in step:
                payload = step.get("payload", {})
                started = work.app.host.start(
                    work.session, self.process, target, message=step["start"], payload=payload, actor_id=work.actor.id
                )
                assert started is not None
            elif "message" in step:
                instance_id = instances.running(work.session, target)
                assert instance_id is not None
                work.app.host.send_message(
                    work.session, instance_id, step["message"], step.get("payload", {}), work.actor.id
                )
        if "clock" in step:
            self.ahead += period(step["clock"]).rest
            self._fire_timers()

    def _moment(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("+P"):
            return (self.began + period(value[1:]).rest).isoformat()
        return value

    def _target(self, work: Work, step: Mapping[str, Any]) -> RecordKey:
        if step.get("on") != "opportunity" or self.record.type == "opportunity":
            return self.record
        opportunity_id = work.session.get_one(Lead, self.record.id).opportunity_id
        assert opportunity_id is not None
        return RecordKey("opportunity", opportunity_id)

    def _open_task(self, work: Work, record: RecordKey, element: str) -> int:
        query = self._open_tasks(record).where(UserTask.element == element)
        return work.session.scalars(query).one().id

    @staticmethod
    def _open_tasks(record: RecordKey) -> Any:
        column = UserTask.lead_id if record.type == "lead" else UserTask.opportunity_id
        return select(UserTask).where(
            column == record.id, UserTask.record_type == record.type, UserTask.state == "open"
        )

    def _fire_timers(self) -> None:
        with self._as("sales") as work:
            due = work.session.scalars(select(Timer.instance_id).where(Timer.due_at <= clock.now()).distinct()).all()
            for instance_id in due:
                work.app.host.fire_timers(work.session, instance_id)

    def _latest_notification(self) -> int:
        with self._as("sales") as work:
            return work.session.scalar(select(Notification.id).order_by(Notification.id.desc()).limit(1)) or 0

    # What may be expected

    def _row(self, work: Work) -> Any:
        return work.session.get_one(Lead if self.record.type == "lead" else Opportunity, self.record.id)

    def _shown(self, work: Work) -> dict[str, Any]:
        if self.record.type == "lead":
            return leads.as_dict(work, [self._row(work)])[0]
        return opportunities.as_dict(work.session, [self._row(work)])[0]

    def _expect_column(self, name: str) -> Any:
        def check(work: Work, value: Any, before: int) -> None:
            assert getattr(self._row(work), name) == value, name

        return check

    def _expect_open(self, work: Work, elements: list[str], before: int) -> None:
        assert sorted(t.element for t in work.session.scalars(self._open_tasks(self.record))) == sorted(elements)

    def _expect_ended(self, work: Work, ended: bool, before: int) -> None:
        assert (instances.running(work.session, self.record) is None) == ended
        of_record = ProcessInstance.record_type == self.record.type, ProcessInstance.record_id == self.record.id
        statuses = work.session.scalars(select(ProcessInstance.status).where(*of_record)).all()
        assert "incident" not in statuses

    def _expect_record(self, work: Work, fields: Mapping[str, Any], before: int) -> None:
        shown = self._shown(work)
        for name, value in fields.items():
            self._same(shown[name], value, name)

    def _expect_due(self, work: Work, by_element: Mapping[str, str], before: int) -> None:
        for element, value in by_element.items():
            task = work.session.get_one(UserTask, self._open_task(work, self.record, element))
            self._same(task.due, value, element)

    def _expect_owner(self, work: Work, by_element: Mapping[str, str], before: int) -> None:
        for element, login in by_element.items():
            task = as_dict(work, [self._open_task(work, self.record, element)])[0]
            assert task["owner"] == login

    def _expect_form(self, work: Work, by_element: Mapping[str, Mapping[str, Any]], before: int) -> None:
        for element, values in by_element.items():
            form = form_of(work, self._open_task(work, self.record, element))
            filled = {f["name"]: f["value"] for f in form["fields"]}
            for name, value in values.items():
                self._same(filled[name], value, name)

    def _expect_feed(self, work: Work, texts: list[str], before: int) -> None:
        posts = [post["text"] for post in feed.of(work.session, self.record.type, self.record.id)]
        for text in texts:
            assert any(text in post for post in posts), (text, posts)

    def _expect_told(self, work: Work, logins: list[str], before: int) -> None:
        told = select(User.login).join(Notification, Notification.user_id == User.id)
        found = work.session.scalars(told.where(Notification.id > before, Notification.kind == "process")).all()
        assert sorted(found) == sorted(logins)

    def _expect_order(self, work: Work, wanted: bool, before: int) -> None:
        assert (self._row(work).order_id is not None) == wanted

    def _expect_opportunity(self, work: Work, wanted: Mapping[str, Any], before: int) -> None:
        opportunity = work.session.get_one(Opportunity, self._row(work).opportunity_id)
        for name in wanted.keys() - {"open"}:
            assert getattr(opportunity, name) == wanted[name], name
        if "open" in wanted:
            tasks, _ = find(work, {"opportunity": opportunity.id, "state": "open", "of": "opportunity"})
            assert sorted(t["process"]["element"] for t in as_dict(work, tasks)) == sorted(wanted["open"])

    def _same(self, found: Any, value: Any, name: str) -> None:
        wanted = self._moment(value)
        if wanted is value:
            shown = found.isoformat().replace("+00:00", "Z") if isinstance(found, datetime) else found
            assert shown == value or str(shown) == str(value), name
        else:
            moment = found if isinstance(found, datetime) else datetime.fromisoformat(found)
            assert abs(moment - datetime.fromisoformat(wanted)) <= CLOSE, name
