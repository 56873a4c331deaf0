"""The record that an action is about, read with the actor's rights checked."""

from crm import rights
from crm.errors import StateForbids
from crm.models import Lead, Opportunity
from tasks.work import Work


def row_of(work: Work, record_type: str, record_id: int) -> Lead | Opportunity:
    """Return a lead or opportunity that the actor may see.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: as `crm.rights.require_sight`.
    """
    if record_type == "lead":
        rights.require_sight(work.session, work.actor, Lead, record_id)
        return work.session.get_one(Lead, record_id)
    rights.require_sight(work.session, work.actor, Opportunity, record_id)
    return work.session.get_one(Opportunity, record_id)


def editable_row_of(work: Work, record_type: str, record_id: int) -> Lead | Opportunity:
    """Return a lead or opportunity that the actor may edit now.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: as `row_of`.
        crm.errors.StateForbids: the record is inactive, hence read-only.
    """
    rights.require(work.actor, "edit", record_type)
    row = row_of(work, record_type, record_id)
    if not row.active:
        raise StateForbids("Edit", "inactive", ["activate"], "an inactive record is read-only")
    return row
