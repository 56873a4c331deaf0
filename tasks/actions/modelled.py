"""Actions that come from a model: user tasks marked to be shown as buttons. Doing one completes its task."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm.errors import Invalid
from crm.record_types import table_of
from engine.assignments import groups_of
from engine.definition import UserTaskDefinition
from engine.reading.forms import RESULT
from engine.specs import Specs
from tasks import conditions, rights
from tasks.actions.refusals import FIELDS, ROLE, STATE, Refusal
from tasks.actions.registry import Subject
from tasks.completion import complete
from tasks.forms import needed
from tasks.forms.presentation import form_of
from tasks.forms.submission import part
from tasks.models import UserTask

TASKS = table_of(UserTask)
INACTIVE = "the record is inactive"


@dataclass(frozen=True, slots=True)
class Button:
    """An action of the model: the user task as modelled, and the record's open task, where one waits now.

    `stages` names the stages in which it can be open.
    """

    definition: UserTaskDefinition
    stages: tuple[str, ...]
    task: UserTask | None = None

    @property
    def code(self) -> str:
        """Code of the action."""
        return self.definition.action or ""

    @property
    def name(self) -> str:
        """What the button is called."""
        return self.definition.name

    def refusal(self, subject: Subject) -> Refusal | None:
        """Return why the actor cannot do this with the record now, None when they can: first the role, then the state."""
        denied = self._denial(subject)
        if denied is not None:
            return Refusal(self.code, self.name, ROLE, denied)
        reason = self._why_not(subject)
        return Refusal(self.code, self.name, STATE, reason) if reason is not None else None

    def lacks(self, subject: Subject) -> Refusal | None:
        """Return what the record needs before any result of an open task, None when it lacks nothing."""
        names = needed.missing(subject.work, subject.record, self.definition, None)
        if not names:
            return None
        labels = ", ".join(needed.label(subject.record.type, name) for name in names)
        return Refusal(self.code, self.name, FIELDS, f"the {subject.record.type} needs this first: {labels}")

    def shown(self, subject: Subject) -> dict[str, Any]:
        """Return the action as it is offered."""
        assert self.task is not None
        form = form_of(subject.work, self.task.id)
        fields = [*_result_field(self.definition, form["results"]), *form["fields"]]
        return {
            "code": self.code,
            "name": self.name,
            "task_id": self.task.id,
            "fields": fields,
            "requires": form["requires"],
        }

    def carry_out(self, subject: Subject, values: Mapping[str, Any]) -> None:
        """Complete the task. Errors as `tasks.completion.complete`, those about the result at the name it has here."""
        assert self.task is not None
        given = dict(values)
        name = self.definition.result_name
        if name in given:
            given[RESULT] = given.pop(name)
        try:
            complete(subject.work, self.task.id, *part(None, given))
        except Invalid as invalid:
            raise Invalid({name if key == RESULT else key: told for key, told in invalid.errors.items()}) from None

    def _denial(self, subject: Subject) -> str | None:
        actor, definition = subject.work.actor, self.definition
        names = _names(subject, self.task)
        if definition.allowed_if is not None:
            return conditions.denial(definition, actor, names)
        if self.task is not None:
            groups, may = list(self.task.groups), rights.may_work(actor, self.task)
        else:
            groups = list(groups_of(definition, names))
            may = bool(actor.roles.intersection({*groups, *rights.MAY_WORK_ON_ALL}))
        return None if may else f"it is for {', '.join(groups) or 'its owner'}, and for managers and administrators"

    def _why_not(self, subject: Subject) -> str | None:
        if not subject.row.active:
            return INACTIVE
        if self.task is not None:
            return None
        return f"its process asks for it in the state {_listed(self.stages)}"


def buttons(subject: Subject) -> dict[str, Button]:
    """Return the actions that the model of a record's process has, by code; those whose task is open come with it.

    A record that has begun no process has the usual actions until it does.
    """
    marked, specs = _marked(subject), subject.ladder.specs
    if specs is None or not marked:
        return {}
    tasks = {(task.called_key, task.element): task for task in _open(subject)}
    found: dict[str, Button] = {}
    for definition in marked:
        task = tasks.get((definition.process_key, definition.element))
        if task is not None or definition.action not in found:
            found[definition.action or ""] = Button(definition, _stages_with(definition, specs, subject), task)
    return found


def modelled_codes(subject: Subject) -> set[str]:
    """Return the codes of the actions that the model of a record's process has, without asking which of them are open."""
    return {definition.action for definition in _marked(subject) if definition.action}


def _marked(subject: Subject) -> list[UserTaskDefinition]:
    specs = subject.ladder.specs
    if specs is None or not subject.ladder.begun:
        return []
    return [definition for definition in specs.tasks.values() if definition.action]


def _open(subject: Subject) -> Iterable[UserTask]:
    """Return the open tasks of the stage in which the record stands: an action belongs to its state."""
    column = TASKS.c.lead_id if subject.record.type == "lead" else TASKS.c.opportunity_id
    of_record = (column == subject.record.id, TASKS.c.record_type == subject.record.type)
    is_button = (TASKS.c.state == "open", TASKS.c.action.is_not(None))
    found = subject.work.session.scalars(select(UserTask).where(*of_record, *is_button))
    return [task for task in found if task.stage in (None, subject.row.stage)]


def _stages_with(definition: UserTaskDefinition, specs: Specs, subject: Subject) -> tuple[str, ...]:
    codes = [stage.code for stage in specs.stages if stage.called == definition.process_key and not stage.disabled]
    known = {stage.code: stage.name for stage in subject.ladder.stages}
    return tuple(known.get(code, code) for code in codes)


def _listed(stages: tuple[str, ...]) -> str:
    return " or ".join(f"“{name}”" for name in stages) if stages else "that leads there"


def _names(subject: Subject, task: UserTask | None) -> Mapping[str, Any]:
    work, data = subject.work, task.data if task is not None else {}
    return work.app.host.names(work.session, subject.record, data, work.actor.id)


def _result_field(definition: UserTaskDefinition, results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the choice of the result as a field among the others."""
    if not results:
        return []
    return [
        {
            "name": definition.result_name,
            "label": definition.result_label,
            "type": "choice",
            "required": True,
            "required_for": [],
            "value": None,
            "choices": [{"code": result["code"], "name": result["name"]} for result in results],
            "results": None,
            "read_only": False,
            "help": None,
            "is_result": True,
        }
    ]
