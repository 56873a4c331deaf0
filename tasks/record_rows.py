"""The record that an action is about, read with the actor's rights checked."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm import records, rights
from crm.models import Lead, Opportunity
from crm.record_types import table_of
from crm.rights import MODELS
from db.prepared import Prepared
from engine.ports import RecordKey
from tasks.work import Work

TABLES = {name: table_of(model) for name, model in MODELS.items()}
ACTIVE = {name: Prepared(select(table.c.active).where(table.c.id == bindparam("id"))) for name, table in TABLES.items()}


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
    return active_row_of(work, record_type, record_id)


def active_row_of(work: Work, record_type: str, record_id: int) -> Lead | Opportunity:
    """Return a lead or opportunity that the actor may see, and write about now. Errors as `editable_row_of`."""
    row = row_of(work, record_type, record_id)
    require_active(work, RecordKey(record_type, record_id))
    return row


def require_active(work: Work, record: RecordKey) -> None:
    """Refuse to work on a record that is inactive, hence read-only.

    Raises:
        crm.errors.StateForbids
    """
    records.require_active({"active": is_active(work.session, record)})


def is_active(session: Session, record: RecordKey) -> bool:
    """Say whether a record can be worked on."""
    found = ACTIVE[record.type].run(session.connection(), {"id": record.id}).fetchone()
    return found is None or bool(found[0])
