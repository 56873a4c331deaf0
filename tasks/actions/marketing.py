"""Add to marketing list: possible in every state."""

from typing import Any

from crm import marketing_lists
from crm.errors import Invalid, NotFound
from engine.definition import Choice, FormField
from tasks.actions.registry import Action, Subject, no_values, register

NAME, LABEL = "marketing_list", "Marketing list"


def _fields(subject: Subject) -> tuple[FormField, ...]:
    lists = marketing_lists.choices(subject.work.session)
    choices = tuple(Choice(code, name) for code, name in lists.items())
    return (FormField(NAME, LABEL, "choice", required=True, choices=choices),)


def _accepted(subject: Subject) -> tuple[FormField, ...]:
    """The id of a list is a number, which forms hand in as a text."""
    return (FormField(NAME, LABEL, "number", required=True),)


def _why_not(subject: Subject) -> str | None:
    return None if subject.lead.active else "the record is inactive"


def _add(subject: Subject, values: dict[str, Any]) -> None:
    session, list_id = subject.work.session, values[NAME]
    unknown = Invalid({NAME: [f"There is no marketing list {list_id}."]})
    if not isinstance(list_id, int):
        raise unknown
    try:
        marketing_lists.add(session, list_id, subject.record.id, subject.work.actor.author())
    except NotFound:
        raise unknown from None


register(
    Action("add_to_marketing_list", "Add to marketing list", ("lead",), _fields, _why_not, _add, no_values, _accepted)
)
