"""The register of actions that do not come from a model: with which fields, in which state, and what they do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm import rights
from crm.errors import NotAllowed
from crm.models import Lead, Opportunity
from engine.definition import FormField
from engine.ports import RecordKey
from tasks.actions.refusals import ROLE, STATE, Refusal
from tasks.forms.choices import Choices
from tasks.forms.fields import read_all
from tasks.forms.presentation import shown_fields
from tasks.stages import Ladder
from tasks.work import Work


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that an action is about, with the stages of its process."""

    work: Work
    record: RecordKey
    row: Lead | Opportunity
    ladder: Ladder

    @property
    def lead(self) -> Lead:
        """The row of a lead; only actions registered for leads ask for it."""
        assert isinstance(self.row, Lead)
        return self.row


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `why_not` returns the reason why the state forbids it, None when it may be done.

    `accepts` are the fields as they are read, where more can be named than is offered and `run` says what is wrong.
    """

    code: str
    name: str
    record_types: tuple[str, ...]
    fields: Callable[[Subject], tuple[FormField, ...]]
    why_not: Callable[[Subject], str | None]
    run: Callable[[Subject, dict[str, Any]], None]
    values: Callable[[Subject], Mapping[str, Any]]
    accepts: Callable[[Subject], tuple[FormField, ...]] | None = None

    def refusal(self, subject: Subject) -> Refusal | None:
        """Return why the actor cannot do this with the record now, None when they can: first the role, then the state."""
        try:
            rights.require(subject.work.actor, self.code, subject.record.type)
        except NotAllowed as error:
            return Refusal(self.code, self.name, ROLE, error.reason, error.action)
        reason = self.why_not(subject)
        return Refusal(self.code, self.name, STATE, reason) if reason is not None else None

    def shown(self, subject: Subject) -> dict[str, Any]:
        """Return the action as it is offered."""
        fields = shown_fields(self.fields(subject), self.values(subject), Choices(subject.work.session))
        return {"code": self.code, "name": self.name, "fields": fields}

    def carry_out(self, subject: Subject, values: Mapping[str, Any]) -> None:
        """Do it.

        Raises:
            crm.errors.Invalid: with a message at each field that is wrong.
        """
        fields = (self.accepts or self.fields)(subject)
        self.run(subject, read_all(fields, values, Choices(subject.work.session)))


_register: dict[str, Action] = {}


def register(action: Action) -> None:
    """Add an action to the register."""
    _register[action.code] = action


def registered(record_type: str) -> dict[str, Action]:
    """Return the actions for a type of record by code."""
    return {code: action for code, action in _register.items() if record_type in action.record_types}


def no_fields(subject: Subject) -> tuple[FormField, ...]:
    """Fields of an action that asks nothing."""
    return ()


def no_values(subject: Subject) -> Mapping[str, Any]:
    """Values of an action whose form comes empty."""
    return {}
