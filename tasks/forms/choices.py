"""What can be chosen in a field: values of the model, of a lookup, or people."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from crm import lookups, people
from engine.definition import FormField


@dataclass(slots=True)
class Choices:
    """The choices of a form's fields; each lookup is read once."""

    session: Session
    _read: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, form_field: FormField) -> dict[str, str] | None:
        """Return code → name for a field that offers a choice, else None."""
        if form_field.type == "user":
            return self._once("user:", self._people)
        if form_field.type == "lookup" and form_field.lookup:
            name = form_field.lookup
            return self._once(name, lambda: lookups.choices(self.session, name))
        if form_field.choices is not None:
            return {choice.code: choice.name for choice in form_field.choices}
        return None

    def _once(self, key: str, load: Callable[[], dict[str, str]]) -> dict[str, str]:
        if key not in self._read:
            self._read[key] = load()
        return self._read[key]

    def _people(self) -> dict[str, str]:
        return people.working(self.session)
