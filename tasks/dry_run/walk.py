"""A walk: what is tried is made ready, a record made up, steps taken one after the other; then all is taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm import rights
from db import clock
from tasks.bulk import REFUSALS
from tasks.dry_run.journal import Journal
from tasks.dry_run.player import Player, Step
from tasks.dry_run.records import values_for
from tasks.dry_run.sandbox import sandbox
from tasks.dry_run.situation import describe
from tasks.dry_run.trial import WALKED, Trial, prepare
from tasks.work import Work

CREATED = {"start": "opportunity-created", "payload": {"next_stage": None}}


@dataclass(frozen=True, slots=True)
class Refused:
    """The step that was refused; 0 is the record itself. `errors` are messages by field."""

    step: int
    reason: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk led to, up to its end or to the step that was refused; None when there is not even a record."""

    reached: dict[str, Any] | None
    refused: Refused | None = None


def walk(work: Work, trial: Trial, steps: Sequence[Step]) -> Walked:
    """Walk through a process and return where that leads. Nothing of it remains.

    Raises:
        crm.errors.NotAllowed: dry runs are for those who design processes.
        Otherwise as `tasks.dry_run.trial.prepare` and `tasks.dry_run.records.values_for`.
    """
    rights.require(work.actor, "dry_run", "process")
    began = trial.began or clock.now()
    with clock.moved(began - clock.now()), sandbox(work) as tried:
        process = prepare(tried, trial)
        record_type = WALKED[process.kind]
        values = values_for(work, trial, record_type)
        player = Player(tried, process.key)
        journal = Journal(player)
        refused = _begin(player, record_type, values)
        if refused is not None:
            return Walked(None, refused)
        journal.turn(0)
        taken, refused = _take_all(player, journal, steps)
        reached = {
            **describe(player, trial, process),
            "began": began,
            "values": values,
            "steps": list(steps[:taken]),
            "trail": journal.trail,
            "effects": journal.effects,
        }
        return Walked(reached, refused)


def _begin(player: Player, record_type: str, values: Mapping[str, Any]) -> Refused | None:
    try:
        with player.sandbox.session.begin_nested():
            player.begin(record_type, values)
        if record_type == "opportunity":
            player.take(CREATED)
    except REFUSALS as error:
        return _refused(0, error)
    return None


def _take_all(player: Player, journal: Journal, steps: Sequence[Step]) -> tuple[int, Refused | None]:
    for number, step in enumerate(steps, 1):
        try:
            player.take(step)
        except REFUSALS as error:
            return number - 1, _refused(number, error)
        journal.turn(number)
    return len(steps), None


def _refused(step: int, error: Exception) -> Refused:
    return Refused(step, str(error), getattr(error, "errors", {}))
