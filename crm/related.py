"""Which other records' feed and activities belong to a record: what was said about a lead goes on to what it became."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.models import Lead, Opportunity, Order

Key = tuple[str, int]
MOST_LEADS = 200


def keys(session: Session, record_type: str, record_id: int) -> list[Key]:
    """Return the record itself and those whose feed and activities it shows too."""
    found: list[Key] = [(record_type, record_id)]
    if record_type in ("opportunity", "order"):
        model = Opportunity if record_type == "opportunity" else Order
        lead_id = session.scalar(select(model.lead_id).where(model.id == record_id))
        found += [("lead", lead_id)] if lead_id is not None else []
    elif record_type in ("contact", "account"):
        linked = Lead.contact_id if record_type == "contact" else Lead.account_id
        leads = select(Lead.id).where(linked == record_id).order_by(Lead.id.desc()).limit(MOST_LEADS)
        found += [("lead", lead_id) for lead_id in session.scalars(leads)]
    return found


def among(
    found: list[Key], record_type: InstrumentedAttribute[str], record_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Return the condition that a row belongs to one of the records."""
    ids: dict[str, list[int]] = {}
    for kind, key in found:
        ids.setdefault(kind, []).append(key)
    return or_(*(and_(record_type == kind, record_id.in_(keys)) for kind, keys in ids.items()))
