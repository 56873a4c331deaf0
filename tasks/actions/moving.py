"""Move to another stage: what the workflow bar does."""

from typing import Any

from engine.definition import Choice, FormField
from tasks.actions.registry import Action, Subject, no_values, register
from tasks.stage_moves import move, possible_moves


def _possible(subject: Subject) -> list[str]:
    return possible_moves(subject.work.session, subject.record.type, subject.ladder, subject.row.stage)


def _fields(subject: Subject) -> tuple[FormField, ...]:
    possible = _possible(subject)
    choices = tuple(Choice(s.code, s.name) for s in subject.ladder.stages if s.code in possible)
    return (FormField("stage", "Stage", "choice", required=True, choices=choices),)


def _accepted(subject: Subject) -> tuple[FormField, ...]:
    """Any stage may be named: whether one does not exist or cannot be reached from here are two answers."""
    return (FormField("stage", "Stage", "text", required=True),)


def _why_not(subject: Subject) -> str | None:
    if not subject.row.active:
        return "the record is inactive"
    return None if _possible(subject) else "no transition leads anywhere from here"


def _move(subject: Subject, values: dict[str, Any]) -> None:
    move(subject.work, subject.record, subject.row.stage, values["stage"])


register(
    Action("move_to_stage", "Move to stage", ("lead", "opportunity"), _fields, _why_not, _move, no_values, _accepted)
)
