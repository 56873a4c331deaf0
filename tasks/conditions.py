"""Conditions of models on who acts: the property `allowedIf` of a user task.

A task that has one is for those of its groups who meet it, and for nobody else. Groups and condition are evaluated when
somebody acts, not when the task opens: the owner of the record may have changed since.
"""

from collections.abc import Mapping
from typing import Any

from crm.errors import NotAllowed
from crm.people import Actor
from engine.assignments import groups_of
from engine.definition import UserTaskDefinition
from engine.errors import ExpressionFailed
from engine.expressions import compile_expression
from engine.phrases import condition
from tasks import rights
from tasks.locks import LockedTask, record_of
from tasks.models import UserTask
from tasks.work import Work


def denial(definition: UserTaskDefinition, actor: Actor, names: Mapping[str, Any]) -> str | None:
    """Return why a person may not do a task that has a condition, None when they may.

    `names` are what its expressions may use: the record, `actor`, `actor_roles`, the data of the instance.
    """
    if definition.allowed_if is None or actor.trying:
        return None
    try:
        groups = list(groups_of(definition, names))
        if not actor.roles.intersection(groups):
            return f"it takes one of the roles {', '.join(sorted(groups))}"
        if not compile_expression(definition.allowed_if).evaluate(names):
            return definition.allowed_hint or f"its model allows it only if {condition(definition.allowed_if)}"
    except ExpressionFailed as error:
        return f"its model does not say for whom it is: {error}"
    return None


def may_work(work: Work, task: UserTask, definition: UserTaskDefinition | None) -> bool:
    """Say whether a person may do an open task: as its condition says, else as `tasks.rights.may_work`."""
    if definition is None or definition.allowed_if is None:
        return rights.may_work(work.actor, task)
    return why_not_work(work, task, definition) is None


def why_not_work(
    work: Work, task: UserTask | LockedTask, definition: UserTaskDefinition | None, person: Actor | None = None
) -> str | None:
    """Return why a person (without one: who acts) may not do an open task that has a condition, None when they may."""
    if definition is None or definition.allowed_if is None:
        return None
    who = person or work.actor
    return denial(definition, who, work.app.host.names(work.session, record_of(task), task.data, who.id))


def require_worker(work: Work, task: LockedTask, deed: str) -> None:
    """Refuse whoever may not work on the task; `deed` is what they tried: complete, claim.

    Raises:
        crm.errors.NotAllowed
    """
    definition = task.definition(work)
    if definition is None or definition.allowed_if is None:
        rights.require_worker(work.actor, task, deed)
        return
    reason = why_not_work(work, task, definition)
    if reason is not None:
        raise NotAllowed(f"{deed} the task “{task.subject}”", reason)
