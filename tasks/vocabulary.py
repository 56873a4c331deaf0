"""The words of the records that models may use (`engine.ports.Vocabulary`)."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm import lookups, people
from crm.models import Lead, Opportunity
from crm.presentation import shown_columns
from tasks import mail_templates

LEAD_KIND, OPPORTUNITY_KIND = "lead-management", "opportunity"
NAMES = frozenset({"lead", "opportunity", "actor", "actor_roles", "mail_templates"})
FIELDS = {
    "lead": frozenset(name for name, *_ in shown_columns(Lead)),
    "opportunity": frozenset(name for name, *_ in shown_columns(Opportunity)),
}


@dataclass(frozen=True, slots=True)
class RecordVocabulary:
    """Lookups, stages and roles as they are now; stages are read in the transactions that `sessions` gives."""

    sessions: Callable[[], AbstractContextManager[Session]]

    def lookups(self) -> frozenset[str]:
        """Return the names of all lookups."""
        return frozenset(lookups.KINDS)

    def codes(self) -> Mapping[str, frozenset[str]]:
        """Return for each lookup the codes that may be chosen."""
        with self.sessions() as session:
            return {name: frozenset(lookups.choices(session, name)) for name in lookups.KINDS}

    def stages(self, kind: str) -> frozenset[str]:
        """Return the codes of the stages that a process of a kind may name; all of them for a sub-process."""
        with self.sessions() as session:
            of_leads = {stage.code for stage in lookups.stages(session)}
            of_opportunities = {stage.code for stage in lookups.stages(session, "opportunity-stages")}
        by_kind = {LEAD_KIND: of_leads, OPPORTUNITY_KIND: of_opportunities}
        return frozenset(by_kind.get(kind, of_leads | of_opportunities))

    def roles(self) -> frozenset[str]:
        """Return the codes of all roles."""
        return frozenset(people.ROLES)

    def names(self) -> frozenset[str]:
        """Return the names that expressions may use beside the instance's data."""
        return NAMES

    def fields(self) -> Mapping[str, frozenset[str]]:
        """Return what each of these names has that is a record, or holds the mail templates."""
        with self.sessions() as session:
            return {**FIELDS, "mail_templates": mail_templates.codes(session)}

    def logins(self) -> frozenset[str]:
        """Return the logins of the people to whom tasks can be given."""
        with self.sessions() as session:
            return frozenset(people.working(session))


def as_seen_by(session: Session) -> RecordVocabulary:
    """Return the words as a transaction sees them that has changed some and is not committed yet."""
    return RecordVocabulary(lambda: nullcontext(session))
