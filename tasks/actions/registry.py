"""The register of actions: who may, in which state, with which fields; the page and the API ask the same questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm import rights
from crm.errors import StateForbids
from crm.models import Lead, Opportunity
from crm.record_types import table_of
from engine.definition import FormField
from engine.ports import RecordKey
from tasks.completion import complete
from tasks.errors import UnknownAction
from tasks.forms.choices import Choices
from tasks.forms.fields import read_all
from tasks.forms.presentation import form_of, shown_fields
from tasks.forms.submission import part
from tasks.models import UserTask
from tasks.record_rows import row_of
from tasks.rights import may_work
from tasks.stages import Ladder, ladder_of
from tasks.work import Work

TASKS = table_of(UserTask)


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that an action is about, with the stages of its process."""

    work: Work
    record: RecordKey
    row: Lead | Opportunity
    ladder: Ladder

    @property
    def lead(self) -> Lead:
        """The row of a lead; only actions registered for leads ask for it."""
        assert isinstance(self.row, Lead)
        return self.row


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `why_not` returns the reason why the state forbids it, None when it may be done.

    `accepts` are the fields as they are read, where more can be named than is offered and `run` says what is wrong.
    """

    code: str
    name: str
    record_types: tuple[str, ...]
    fields: Callable[[Subject], tuple[FormField, ...]]
    why_not: Callable[[Subject], str | None]
    run: Callable[[Subject, dict[str, Any]], None]
    values: Callable[[Subject], Mapping[str, Any]]
    accepts: Callable[[Subject], tuple[FormField, ...]] | None = None


_register: dict[str, Action] = {}


def register(action: Action) -> None:
    """Add an action to the register."""
    _register[action.code] = action


def offered(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return what the actor may do with the record now: `[{code, name, fields}]`."""
    subject = _subject(work, record_type, record_id)
    modelled = _modelled(subject)
    own = [
        {"code": a.code, "name": a.name, "fields": _shown(subject, a)}
        for a in _of(record_type)
        if a.code not in modelled and rights.may(work.actor, a.code, record_type) and a.why_not(subject) is None
    ]
    buttons = [
        {"code": code, "name": task.subject, "task_id": task.id, "fields": form_of(work, task.id)["fields"]}
        for code, task in modelled.items()
        if subject.row.active and may_work(work.actor, task)
    ]
    return [*buttons, *own]


def act(work: Work, record_type: str, record_id: int, code: str, values: Mapping[str, Any]) -> None:
    """Carry out an action on a record.

    Raises:
        tasks.errors.UnknownAction, crm.errors.NotAllowed (role), crm.errors.StateForbids (state),
        crm.errors.Invalid (fields): nothing was changed.
    """
    subject = _subject(work, record_type, record_id, lock=True)
    task = _modelled(subject).get(code)
    if task is not None:
        complete(work, task.id, *part(None, values))
        return
    action = _register.get(code)
    if action is None or record_type not in action.record_types:
        raise UnknownAction(record_type, code, [a.code for a in _of(record_type)])
    _require(subject, action)
    action.run(subject, _checked(subject, action, values))


def _subject(work: Work, record_type: str, record_id: int, *, lock: bool = False) -> Subject:
    """Return the subject of an action. The instance is locked before the record: the order of all writers."""
    record = RecordKey(record_type, record_id)
    if lock:
        work.app.host.lock_running(work.session, record)
    row = row_of(work, record_type, record_id)
    if lock:
        work.session.refresh(row, with_for_update=True)
    return Subject(work, record, row, ladder_of(work.app, work.session, record))


def _of(record_type: str) -> list[Action]:
    return [action for action in _register.values() if record_type in action.record_types]


def _modelled(subject: Subject) -> dict[str, Any]:
    """Return the record's open user tasks that the model marks to be shown as buttons, by the code of their action."""
    column = TASKS.c.lead_id if subject.record.type == "lead" else TASKS.c.opportunity_id
    query = select(TASKS.c.id, TASKS.c.action, TASKS.c.subject, TASKS.c.owner_id, TASKS.c.groups)
    rows = subject.work.session.execute(
        query.where(column == subject.record.id, TASKS.c.state == "open", TASKS.c.action.is_not(None))
    )
    return {row.action: row for row in rows}


def _require(subject: Subject, action: Action) -> None:
    rights.require(subject.work.actor, action.code, subject.record.type)
    reason = action.why_not(subject)
    if reason is not None:
        possible = [a["code"] for a in offered(subject.work, *subject.record)]
        raise StateForbids(action.name, subject.row.stage, possible, reason)


def _shown(subject: Subject, action: Action) -> list[dict[str, Any]]:
    choices = Choices(subject.work.session)
    return shown_fields(action.fields(subject), action.values(subject), choices)


def _checked(subject: Subject, action: Action, values: Mapping[str, Any]) -> dict[str, Any]:
    fields = (action.accepts or action.fields)(subject)
    return read_all(fields, values, Choices(subject.work.session))


def no_fields(subject: Subject) -> tuple[FormField, ...]:
    """Fields of an action that asks nothing."""
    return ()


def no_values(subject: Subject) -> Mapping[str, Any]:
    """Values of an action whose form comes empty."""
    return {}


__all__ = ["Action", "Subject", "act", "no_fields", "no_values", "offered", "register"]
