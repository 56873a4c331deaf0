"""The record that an action is about, read with the actor's rights checked."""

from crm import rights
from crm.models import Lead, Opportunity
from tasks.work import Work

MODELS: dict[str, type[Lead] | type[Opportunity]] = {"lead": Lead, "opportunity": Opportunity}


def row_of(work: Work, record_type: str, record_id: int) -> Lead | Opportunity:
    """Return a lead or opportunity that the actor may see.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: as `crm.rights.require_sight`.
    """
    model = MODELS[record_type]
    rights.require_sight(work.session, work.actor, model, record_id)
    row: Lead | Opportunity = work.session.get_one(model, record_id)
    return row
