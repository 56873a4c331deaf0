"""Why an action is not to be had: said in the answer to whoever calls it all the same, and by *Why can't I?*."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm.errors import CrmError, NotAllowed, StateForbids

ROLE, STATE, FIELDS = "role", "state", "fields"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One action that is not to be had now. `kind` says what is in the way: role, state or fields.

    `phrase` is what the person may not do, for a role: “reassign leads”.
    """

    code: str
    name: str
    kind: str
    reason: str
    phrase: str = ""

    def error(self, state: str, possible: Iterable[str]) -> CrmError:
        """Return the error that says so, naming the state and what it allows instead."""
        if self.kind == ROLE:
            return NotAllowed(self.phrase or f"do “{self.name}”", self.reason)
        return StateForbids(self.name, state, possible, self.reason)
