"""What may be done with a record now, what may not and why, and doing it: the page and the API ask the same questions."""

from collections.abc import Mapping
from typing import Any

from engine.ports import RecordKey
from tasks.actions.modelled import Button, buttons
from tasks.actions.refusals import Refusal
from tasks.actions.registry import Action, Subject, registered
from tasks.errors import UnknownAction
from tasks.record_rows import row_of
from tasks.stages import ladder_of
from tasks.work import Work


def offered(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return what the actor may do with the record now: `[{code, name, fields}]`."""
    return _offered(subject_of(work, record_type, record_id))


def refused(work: Work, record_type: str, record_id: int) -> list[Refusal]:
    """Return the actions that the actor may not do with the record now, or not yet, each with the reason."""
    subject = subject_of(work, record_type, record_id)
    found = []
    for action in actions_of(subject).values():
        refusal = action.refusal(subject)
        if refusal is None and isinstance(action, Button):
            refusal = action.lacks(subject)
        if refusal is not None:
            found.append(refusal)
    return found


def act(work: Work, record_type: str, record_id: int, code: str, values: Mapping[str, Any]) -> None:
    """Carry out an action on a record.

    Raises:
        tasks.errors.UnknownAction, crm.errors.NotAllowed (role), crm.errors.StateForbids (state),
        crm.errors.Invalid (fields): nothing was changed.
    """
    subject = subject_of(work, record_type, record_id, lock=True)
    actions = actions_of(subject)
    if code not in actions:
        raise UnknownAction(record_type, code, list(actions))
    refusal = actions[code].refusal(subject)
    if refusal is not None:
        raise refusal.error(subject.row.stage, [action["code"] for action in _offered(subject)])
    actions[code].carry_out(subject, values)


def actions_of(subject: Subject) -> dict[str, Button | Action]:
    """Return the actions that there are for a record; what the model of its process says takes the place of the usual."""
    of_model = buttons(subject)
    usual = {code: action for code, action in registered(subject.record.type).items() if code not in of_model}
    return {**of_model, **usual}


def subject_of(work: Work, record_type: str, record_id: int, *, lock: bool = False) -> Subject:
    """Return the subject of an action. The instance is locked before the record: the order of all writers."""
    record = RecordKey(record_type, record_id)
    if lock:
        work.app.host.lock_running(work.session, record)
    row = row_of(work, record_type, record_id)
    if lock:
        work.session.refresh(row, with_for_update=True)
    return Subject(work, record, row, ladder_of(work.app, work.session, record))


def _offered(subject: Subject) -> list[dict[str, Any]]:
    return [action.shown(subject) for action in actions_of(subject).values() if action.refusal(subject) is None]
