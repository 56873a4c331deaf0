"""Refuses filters that name what is not there: an empty list of tasks would say that there is nothing to do."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import Invalid
from crm.filter_values import unknown_choices, unknown_codes, unknown_people
from crm.people import ROLES
from engine.models import Process
from tasks.stages import LOOKUPS
from tasks.task_list import PRIORITIES

Unknown = Callable[[Session, list[Any]], list[str]]


def check(session: Session, filters: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse filters of the list of tasks that are none, or whose value stands for nothing.

    Raises:
        crm.errors.Invalid: with every message at its filter.
    """
    errors = {name: ["There is no such filter."] for name in filters if name not in known}
    for name, value in filters.items():
        messages = CHECKS[name](session, [value]) if name in CHECKS else []
        if messages:
            errors[name] = messages
    if errors:
        raise Invalid(errors)


def unknown_processes(session: Session, keys: list[Any]) -> list[str]:
    """Return a message for each key that no process has."""
    there = set(session.scalars(select(Process.key).where(Process.key.in_(keys))))
    return [f"There is no process “{key}”." for key in keys if key not in there]


CHECKS: Mapping[str, Unknown] = {
    "owner": unknown_people,
    "process": unknown_processes,
    "stage": lambda session, codes: unknown_codes(session, list(LOOKUPS.values()), codes),
    "priority": lambda _, asked: unknown_choices(PRIORITIES, asked),
    "group": lambda _, asked: unknown_choices(ROLES, asked),
    "of": lambda _, asked: unknown_choices(list(LOOKUPS), asked),
}
