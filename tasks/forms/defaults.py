"""Values that a form comes filled in with: expressions of the model over the record and the instance's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition import FormField
from engine.errors import ExpressionFailed
from engine.expressions import compile_template
from tasks.forms.values import Unfit, read


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults of one task's form; `names` are what the model's expressions may use."""

    names: Mapping[str, Any]

    def of(self, field: FormField) -> Any:
        """Return a field's default as JSON data; None when it has none or its data is not there."""
        if field.default is None:
            return None
        try:
            return read(field, compile_template(field.default).evaluate(self.names), None)
        except (ExpressionFailed, Unfit):
            return None
