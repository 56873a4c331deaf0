"""Fields that a record needs before a task can be completed: entered beside the task's form, saved with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from crm.errors import Invalid
from tasks.work import Work
from webui.pages.form_values import Shown, typed
from webui.pages.record_kinds import KINDS

PREFIX = "record."


def asked_for(requires: Iterable[Shown]) -> list[dict[str, Any]]:
    """Return the fields to be entered, under names that no field of a form has."""
    return [{**field, "name": PREFIX + field["name"]} for field in requires if field["missing"]]


def save(
    work: Work, record: tuple[str, int], requires: Iterable[Shown], form: MultiDict[str, str], result: str | None
) -> None:
    """Save what was entered on the record; what is left empty is told by the task.

    Raises:
        crm.errors.Invalid: with the messages at the names that the fields have in the form.
    """
    record_type, record_id = record
    asked = [field for field in asked_for(requires) if field["results"] is None or result in field["results"]]
    entered = {name.removeprefix(PREFIX): value for name, value in typed(asked, form).items() if value is not None}
    if not entered:
        return
    try:
        KINDS[record_type].update(work, record_id, entered)
    except Invalid as invalid:
        raise Invalid({PREFIX + name: messages for name, messages in invalid.errors.items()}) from None


def at_their_names(errors: Mapping[str, list[str]], requires: Iterable[Shown]) -> dict[str, list[str]]:
    """Return messages with those about the record at the names that its fields have in the form."""
    needed = {field["name"] for field in requires if field["missing"]}
    return {PREFIX + name if name in needed else name: messages for name, messages in errors.items()}
