"""The record of a walk: made up, or with the fields of one that is there."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm import fields, leads, lookups, opportunities, rights
from crm.models import Lead, Opportunity
from crm.plain import plain
from tasks.dry_run.trial import Trial
from tasks.work import Work

MODELS: Mapping[str, type[Lead | Opportunity]] = {"lead": Lead, "opportunity": Opportunity}
SHOWN: Mapping[str, Callable[..., list[dict[str, Any]]]] = {"lead": leads.as_dict, "opportunity": opportunities.as_dict}


def values_for(work: Work, trial: Trial, record_type: str) -> dict[str, Any]:
    """Return the fields of the record that a walk begins with.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: the record to be copied is not for this person.
    """
    if trial.copy_of is not None:
        return {**_copied(work, record_type, trial.copy_of), **trial.values}
    return dict(trial.values) or made_up(work.session, record_type)


def made_up(session: Session, record_type: str) -> dict[str, Any]:
    """Return the fields of a record that stands for any."""
    if record_type == "opportunity":
        return {"name": "A made-up sale", "amount": "12500.00"}
    needs = lookups.choices(session, "customer-needs")
    return {
        "customer_need": next(iter(needs), None),
        "account_name": "Example Works",
        "contact_name": "Erika Example",
        "email": "erika@works.example",
    }


def _copied(work: Work, record_type: str, record_id: int) -> dict[str, Any]:
    model = MODELS[record_type]
    rights.require_sight(work.session, work.actor, model, record_id)
    [shown] = SHOWN[record_type](work.session, [work.session.get_one(model, record_id)])
    taken = [name for name, field in fields.of(record_type).items() if field.at_creation is None and name != "active"]
    return {name: plain(shown[name]) for name in taken if shown.get(name) not in (None, "")}
