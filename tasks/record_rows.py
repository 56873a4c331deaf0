"""The record that an action is about, read with the actor's rights checked."""

from crm import rights
from crm.errors import NotFound
from crm.models import Lead, Opportunity
from tasks.work import Work

MODELS: dict[str, type[Lead] | type[Opportunity]] = {"lead": Lead, "opportunity": Opportunity}


def row_of(work: Work, record_type: str, record_id: int) -> Lead | Opportunity:
    """Return a lead or opportunity that the actor may see."""
    rights.require(work.actor, "read", record_type)
    row = work.session.get(MODELS[record_type], record_id)
    if row is None:
        raise NotFound(record_type, record_id)
    return row
