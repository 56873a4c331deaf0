"""Qualify and Disqualify: the lead is worth working on, or it is not."""

from typing import Any

from crm import conversion, leads
from engine.definition import FormField
from tasks.actions.registry import Action, Subject, no_fields, no_values, register
from tasks.active_process import active_specs
from tasks.stage_moves import follow, possible_moves

START = "lead-qualified"
BY_HAND = "handoff"
DISQUALIFIED = "disqualified"


def _why_not_qualify(subject: Subject) -> str | None:
    if not subject.lead.active:
        return "the record is inactive"
    first = subject.ladder.first
    if subject.row.stage != first:
        return f"a lead is qualified in the stage “{first}”"
    if subject.ladder.instance_id is not None:
        return "its process is already running"
    specs = active_specs(subject.work.app, subject.work.session)
    if specs is not None and START not in specs.starts:
        return f"the process “{specs.process_key}” does not start by qualifying"
    return None


def _qualify(subject: Subject, values: dict[str, Any]) -> None:
    """Start the active process; with none, link contact and account and go on by hand."""
    work = subject.work
    specs = active_specs(work.app, work.session)
    if specs is not None:
        payload = {"confirmed": True}
        work.app.host.start(
            work.session, specs.process_key, subject.record, message=START, payload=payload, actor_id=work.actor.id
        )
        return
    author = work.actor.author()
    conversion.qualify(work.session, subject.record.id, author)
    if BY_HAND in possible_moves(work.session, "lead", subject.ladder, subject.row.stage):
        leads.set_stage(work.session, subject.record.id, BY_HAND, author)


def _why_not_disqualify(subject: Subject) -> str | None:
    if not subject.lead.active:
        return "the record is inactive"
    if DISQUALIFIED not in possible_moves(subject.work.session, "lead", subject.ladder, subject.row.stage):
        return "no transition leads from here to “disqualified”"
    return None


def _reasons(subject: Subject) -> tuple[FormField, ...]:
    return (
        FormField("reason", "Reason", "lookup", required=True, lookup="disqualification-reasons"),
        FormField("note", "Note", "long_text"),
    )


def _disqualify(subject: Subject, values: dict[str, Any]) -> None:
    work = subject.work
    fields = {"disqualification_reason": values["reason"], "disqualification_note": values.get("note")}
    leads.update(work.session, subject.record.id, fields, work.actor.author())
    follow(work, subject.record, subject.ladder, DISQUALIFIED)


register(Action("qualify", "Qualify", ("lead",), no_fields, _why_not_qualify, _qualify, no_values))
register(Action("disqualify", "Disqualify", ("lead",), _reasons, _why_not_disqualify, _disqualify, no_values))
