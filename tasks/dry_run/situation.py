"""Where a walk stands: what people would be asked, what may be done, what is waited for."""

from collections.abc import Iterator
from typing import Any

from crm import leads, lookups, opportunities
from db import clock
from engine import instances
from engine.awaiting import Awaited
from engine.models import Process
from tasks import actions, next_steps, workflow_bar
from tasks.dry_run import belongings, tokens
from tasks.dry_run.player import Player
from tasks.dry_run.trial import Trial
from tasks.forms.presentation import form_of
from tasks.inbox import as_dict
from tasks.models import UserTask
from tasks.stages import LOOKUPS
from tasks.work import Work

SHOWN = ("element", "subject", "stage", "due", "priority", "category", "suggested", "action")
NAMES = {"lead": leads.as_names, "opportunity": opportunities.as_names}


def describe(player: Player, trial: Trial, process: Process) -> dict[str, Any]:
    """Return where a walk stands; `webui.api.schemas.dry_run` says what each member is."""
    session, record = player.sandbox.session, player.record
    with player.at_work() as work:
        names = NAMES[record.type](session, record.id)
        awaited = list(_awaited(work, player))
        running = instances.running(session, record) is not None
        began = bool(belongings.instances(session, record))
        return {
            "process": {"key": process.key, "name": process.name, "kind": process.kind},
            "now": clock.now(),
            "record": {"type": record.type, "title": names.get("title") or names.get("name"), "values": names},
            "stage": {
                "code": names["stage"],
                "name": lookups.stage_name(session, names["stage"], LOOKUPS[record.type]),
            },
            "stages": workflow_bar.of(work, *record),
            "ended": began and not running,
            "open": [_task(work, number, task) for number, task in _open(player)],
            "actions": list(_actions(work, player)),
            "starts": [] if began else _starts(work, process.key),
            "timers": _timers(player, awaited),
            "messages": _messages(awaited),
            "tokens": tokens.tokens(session, record, [each for _, each in awaited]),
            "diagrams": tokens.diagrams(session, record, trial),
            "problems": tokens.incidents(session, record),
        }


def _open(player: Player) -> Iterator[tuple[int, UserTask]]:
    for number, task in enumerate(belongings.tasks(player.sandbox.session, player.record), 1):
        if task.state == "open":
            yield number, task


def _task(work: Work, number: int, row: UserTask) -> dict[str, Any]:
    [shown] = as_dict(work, [row.id])
    return {
        "id": number,
        "process": row.called_key,
        "record": row.record_type,
        **{name: getattr(row, name) for name in SHOWN},
        "owner": shown["owner"],
        "owner_name": shown["owner_name"],
        "group": shown["group"],
        **form_of(work, row.id),
        "then": next_steps.then(work, row),
    }


def _actions(work: Work, player: Player) -> Iterator[dict[str, Any]]:
    """Yield what may be done with the records; what is a task of the model is among the tasks."""
    for record in belongings.records(work.session, player.record):
        for action in actions.offered(work, *record):
            if "task_id" not in action:
                yield {"record": record.type, **{name: action[name] for name in ("code", "name", "fields")}}


def _starts(work: Work, key: str) -> list[str]:
    return sorted(work.app.specs.current(work.session, key).starts)


def _awaited(work: Work, player: Player) -> Iterator[tuple[str, Awaited]]:
    for instance in belongings.instances(work.session, player.record):
        for each in player.sandbox.host.awaited(work.session, instance.id):
            yield instance.record_type, each


def _timers(player: Player, awaited: list[tuple[str, Awaited]]) -> list[dict[str, Any]]:
    names = {(each.process_key, each.element): each.name for _, each in awaited}
    return [
        {
            "process": timer.process_key,
            "element": timer.element,
            "name": names.get((timer.process_key, timer.element), timer.element),
            "due": timer.due_at,
        }
        for timer in belongings.timers(player.sandbox.session, player.record)
    ]


def _messages(awaited: list[tuple[str, Awaited]]) -> list[dict[str, Any]]:
    return [
        {
            "record": record_type,
            "message": each.message,
            "process": each.process_key,
            "element": each.element,
            "name": each.name,
        }
        for record_type, each in awaited
        if each.message is not None
    ]
