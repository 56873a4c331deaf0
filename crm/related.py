"""Which other records' feed and activities belong to a record: what was said about a lead goes on to what it became."""

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.models import Lead, Opportunity, Order

Key = tuple[str, int]
MOST_LEADS = 200


def keys(session: Session, record_type: str, record_id: int, within: ColumnElement[bool] | None = None) -> list[Key]:
    """Return the record itself and the leads whose feed and activities it shows too; `within` is what may be seen."""
    found: list[Key] = [(record_type, record_id)]
    if record_type == "lead":
        return found
    leads = (
        select(Lead.id)
        .where(_belongs(record_type, record_id), true() if within is None else within)
        .order_by(Lead.id.desc())
        .limit(MOST_LEADS)
    )
    return [*found, *(("lead", lead_id) for lead_id in session.scalars(leads))]


def _belongs(record_type: str, record_id: int) -> ColumnElement[bool]:
    if record_type in ("contact", "account"):
        return (Lead.contact_id if record_type == "contact" else Lead.account_id) == record_id
    model = Opportunity if record_type == "opportunity" else Order
    return Lead.id == select(model.lead_id).where(model.id == record_id).scalar_subquery()


def among(
    found: list[Key], record_type: InstrumentedAttribute[str], record_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Return the condition that a row belongs to one of the records."""
    ids: dict[str, list[int]] = {}
    for kind, key in found:
        ids.setdefault(kind, []).append(key)
    return or_(*(and_(record_type == kind, record_id.in_(keys)) for kind, keys in ids.items()))
