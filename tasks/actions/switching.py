"""Activate and deactivate: an inactive lead is hidden from the default list and read-only."""

from typing import Any

from crm import leads
from tasks import pauses
from tasks.actions.registry import Action, Subject, no_fields, no_values, register


def _why_not_activate(subject: Subject) -> str | None:
    return "the record is active" if subject.lead.active else None


def _why_not_deactivate(subject: Subject) -> str | None:
    return None if subject.lead.active else "the record is inactive"


def _switch(active: bool) -> Any:
    def switch(subject: Subject, values: dict[str, Any]) -> None:
        leads.set_active(subject.work.session, subject.record.id, active, subject.work.actor.author())
        if active:
            pauses.resume(subject.work, subject.record)

    return switch


register(Action("activate", "Activate", ("lead",), no_fields, _why_not_activate, _switch(True), no_values))
register(Action("deactivate", "Deactivate", ("lead",), no_fields, _why_not_deactivate, _switch(False), no_values))
