"""What was found to be similar to a record, as far as somebody may see it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from crm.models import DuplicateRule, Similarity
from crm.record_types import table_of
from crm.rights import Record

PAIRS = table_of(Similarity)
MOST = 200


def similar(
    session: Session, model: type[Record], record_type: str, record_id: int, within: ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Return `[{id, <type>_id, rule, reason, score}]` of active records within what may be seen, the most alike first."""
    other = case((PAIRS.c.record_id == record_id, PAIRS.c.other_id), else_=PAIRS.c.record_id)
    query = (
        select(PAIRS.c.id, other.label("other"), DuplicateRule.name, PAIRS.c.reason, PAIRS.c.score)
        .join(DuplicateRule, and_(DuplicateRule.id == PAIRS.c.rule_id, DuplicateRule.active))
        .join(model, and_(model.id == other, model.active, within))
        .where(PAIRS.c.record_type == record_type, or_(PAIRS.c.record_id == record_id, PAIRS.c.other_id == record_id))
        .order_by(PAIRS.c.score.desc(), other, PAIRS.c.rule_id)
    )
    return [
        {"id": row.id, f"{record_type}_id": row.other, "rule": row.name, "reason": row.reason, "score": row.score}
        for row in session.execute(query.limit(MOST))
    ]


def count(session: Session, model: type[Record], record_type: str, record_id: int, within: ColumnElement[bool]) -> int:
    """Return how many active records within what may be seen are similar to one."""
    found = similar(session, model, record_type, record_id, within)
    return len({each[f"{record_type}_id"] for each in found})
