"""Doing one thing to many: each by itself, so that what one refuses does not undo the others."""

from collections.abc import Callable, Iterable

from crm.errors import CrmError
from engine.errors import EngineError
from tasks.errors import TaskError
from tasks.work import Work

REFUSALS = (CrmError, TaskError, EngineError)


def carry_out(work: Work, ids: Iterable[int], step: Callable[[int], None]) -> dict[int, str]:
    """Take a step for each id and return the reasons of those that were refused, by id.

    Ids are taken in order, so that two people's bulk actions lock in the same order.
    """
    refused: dict[int, str] = {}
    for each in sorted(set(ids)):
        try:
            with work.session.begin_nested():
                step(each)
        except REFUSALS as error:
            refused[each] = str(error)
    return refused
