"""Values that a form comes filled in with: expressions of the model over the record and the instance's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition import FormField
from engine.errors import ExpressionFailed
from engine.expressions import compile_template
from engine.ports import RecordKey
from tasks.forms.choices import Choices
from tasks.forms.values import Unfit, read
from tasks.work import Work

# What Camunda Modeler writes for the default of a boolean field.
TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults of one task's form."""

    names: Mapping[str, Any]

    def of(self, field: FormField, choices: Choices) -> Any:
        """Return a field's default as JSON data; None when it has none, its data is not there, or the person has left.

        A lookup's value stands even if it may not be chosen any more: the record keeps what it has.
        """
        if field.default is None:
            return None
        try:
            value = compile_template(field.default).evaluate(self.names)
            known = choices.of(field) if field.type == "user" and value is not None else None
            return read(field, TRUTH.get(value, value) if field.type == "boolean" else value, known)
        except (ExpressionFailed, Unfit):
            return None


def defaults_for(work: Work, record: RecordKey, data: Mapping[str, Any]) -> Defaults:
    """Return the defaults for a task of a record, opened with some data of its instance."""
    return Defaults(work.app.host.names(work.session, record, data, work.actor.id))
