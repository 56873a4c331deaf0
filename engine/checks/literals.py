"""What is written into user tasks as it is, without an expression: it has to work as it stands."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from engine import times
from engine.checks.registry import Finding, rule
from engine.checks.suggestions import suggest
from engine.checks.surroundings import Surroundings
from engine.definition import FormField, UserTaskDefinition
from engine.reading.forms import read_user_task
from engine.reading.model import Model, Node

PRIORITIES = ("low", "medium", "high")
TRUTHS = ("true", "false")


@rule("due-date")
def check_due_dates(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A due date is a duration, a time, or an expression."""
    for node, task in _tasks(model):
        if _is_literal(task.due) and not _is_moment(task.due or ""):
            yield (
                node,
                f"“{node.label}” is due “{task.due}”, which is no time: write a duration such as P2D, a date, or ${{…}}.",
            )


@rule("priority")
def check_priorities(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A priority is one there is."""
    for node, priority, advice in _unknown(model, lambda task: task.priority, PRIORITIES):
        yield node, f"“{node.label}” has the priority “{priority}”, which does not exist: {advice}."


@rule("assignee")
def check_assignees(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """An assignee who is named is a user there is."""
    for node, login, advice in _unknown(model, lambda task: task.assignee, surroundings.vocabulary.logins()):
        yield node, f"“{node.label}” is for “{login}”, who is no user: {advice}, or write ${{…}}."


@rule("field-default")
def check_defaults(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """The default of a field can be its value."""
    for node, task in _tasks(model):
        for field in task.fields:
            wrong = _wrong(field, (field.default or "").strip(), surroundings) if _is_literal(field.default) else None
            if wrong:
                yield node, f"The default “{field.default}” of the field “{field.name}” {wrong}."


def _tasks(model: Model) -> Iterator[tuple[Node, UserTaskDefinition]]:
    return ((node, read_user_task(node, model.key)) for node in model.tagged("userTask"))


def _unknown(
    model: Model, written: Callable[[UserTaskDefinition], str | None], known: Collection[str]
) -> Iterator[tuple[Node, str, str]]:
    """Yield the tasks in which a word is written that is not known, with the word and what may be meant."""
    for node, task in _tasks(model):
        word = written(task) or ""
        if _is_literal(word) and word.strip().lower() not in known:
            yield node, word, suggest(word, known)


def _is_literal(source: str | None) -> bool:
    return bool(source) and "${" not in (source or "") and "#{" not in (source or "")


def _is_moment(source: str) -> bool:
    try:
        times.moment(source)
    except ValueError:
        return False
    return True


def _wrong(field: FormField, default: str, surroundings: Surroundings) -> str | None:
    """Return what is wrong with a default, and what to do about it."""
    if field.type in ("number", "money"):
        return None if _is_number(default) else "is no number: write one, or ${…}"
    if field.type == "date":
        return None if _is_date(default) else "is no date: write one such as 2030-01-31, or ${…}"
    if field.type == "datetime":
        return None if _is_moment(default) else "is no time: write one such as 2030-01-31T09:00:00Z, or ${…}"
    known = _codes(field, surroundings)
    if known is None or default in known:
        return None
    return f"cannot be chosen: {suggest(default, known)}"


def _codes(field: FormField, surroundings: Surroundings) -> Collection[str] | None:
    """Return what a field is chosen from, None when it is not, or when nobody knows."""
    if field.type == "boolean":
        return TRUTHS
    if field.type == "lookup":
        return surroundings.vocabulary.codes().get(field.lookup or "")
    return [choice.code for choice in field.choices or ()] if field.type == "choice" else None


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return _is_moment(text)
    return True
