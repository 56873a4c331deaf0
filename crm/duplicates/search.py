"""Look-ups: the keys of records are kept, others that share one are compared, and similar pairs are stored.

Keys are saved and committed before anything is looked up: of two records that are saved at the same time, whichever is
looked up later finds the other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from crm.duplicates import compared, rules
from crm.duplicates.comparison import Comparison, Forms, Match
from crm.duplicates.frequent_keys import rare
from crm.models import ComparedForm, Similarity
from crm.record_types import MODELS, table_of
from db.prepared import Prepared

FORMS, PAIRS = table_of(ComparedForm), table_of(Similarity)
MOST_COMPARED, MOST_KEPT = 500, 100
SHARING = Prepared(
    select(FORMS.c.record_id, FORMS.c.forms).where(
        FORMS.c["keys"].overlap(bindparam("b_keys", type_=ARRAY(BigInteger))),
        FORMS.c.record_type == bindparam("b_type"),
    )
)
# Statistics know little of rare keys: without this the planner may prefer to read the table.
BY_INDEX = text("SET LOCAL enable_seqscan = off")


class Pair(NamedTuple):
    """A record that is similar to one that was looked up."""

    record_id: int
    other_id: int
    match: Match


def keep_forms(session: Session, record_type: str, ids: Iterable[int]) -> None:
    """Save what some records look like to the rules, with the keys that the active rules give them."""
    comparisons = rules.comparisons(session, record_type)
    table = table_of(MODELS[record_type])
    wanted = (table.c[name] for name in ("id", *compared.columns(record_type)))
    found = session.execute(select(*wanted).where(table.c.id.in_(list(ids))).order_by(table.c.id))
    rows = [_row(record_type, dict(row), comparisons) for row in found.mappings().all()]
    if not rows:
        return
    adding = insert(FORMS)
    new = {name: adding.excluded[name] for name in ("forms", "keys")}
    changed = or_(*(FORMS.c[name].is_distinct_from(value) for name, value in new.items()))
    keys = [FORMS.c.record_type, FORMS.c.record_id]
    session.execute(adding.on_conflict_do_update(index_elements=keys, set_=new, where=changed), rows)


def search(session: Session, record_type: str, ids: Iterable[int]) -> int:
    """Look up what is similar to some records, store it in place of what was found before, and return how much it is.

    The forms of both records of a pair are locked, so that nothing is stored about one that has changed meanwhile.
    """
    comparisons = rules.comparisons(session, record_type)
    own = _locked(session, record_type, ids)
    session.execute(BY_INDEX)
    pairs = [
        pair
        for record_id, forms in own.items()
        for pair in look_up(session, record_type, record_id, forms, comparisons)
    ]
    others = _locked(session, record_type, {pair.other_id for pair in pairs})
    by_rule = {comparison.rule_id: comparison for comparison in comparisons}
    standing = [
        pair
        for pair in pairs
        if pair.other_id in others and by_rule[pair.match.rule_id].match(own[pair.record_id], others[pair.other_id])
    ]
    _store(session, record_type, list(own), standing)
    return len(standing)


def look_up(
    session: Session, record_type: str, record_id: int, forms: Forms, comparisons: Sequence[Comparison]
) -> list[Pair]:
    """Return what is similar to one record, the most alike first."""
    keys = rare(session, {key for comparison in comparisons for key in comparison.keys(forms)})
    if not keys:
        return []
    found = SHARING.run(session.connection(), {"b_keys": keys, "b_type": record_type})
    pairs = [
        Pair(record_id, other_id, match)
        for other_id, other in islice(found, MOST_COMPARED)
        if other_id != record_id
        for comparison in comparisons
        if (match := comparison.match(forms, other)) is not None
    ]
    return sorted(pairs, key=lambda pair: (-pair.match.score, pair.other_id))[:MOST_KEPT]


def _row(record_type: str, row: Mapping[str, Any], comparisons: Sequence[Comparison]) -> dict[str, Any]:
    forms = compared.forms(record_type, row)
    keys = sorted({key for comparison in comparisons for key in comparison.keys(forms)})
    return {"record_type": record_type, "record_id": row["id"], "forms": forms, "keys": keys}


def _locked(session: Session, record_type: str, ids: Iterable[int]) -> dict[int, Forms]:
    query = select(FORMS.c.record_id, FORMS.c.forms).where(
        FORMS.c.record_type == record_type, FORMS.c.record_id == func.any(list(ids))
    )
    found = session.execute(query.order_by(FORMS.c.record_id).with_for_update(read=True))
    return {record_id: forms for record_id, forms in found}  # noqa: C416 - rows are no pairs to the type checker


def _store(session: Session, record_type: str, ids: Sequence[int], pairs: Iterable[Pair]) -> None:
    rows = {
        (min(pair[:2]), max(pair[:2]), pair.match.rule_id): {
            "record_type": record_type,
            "record_id": min(pair[:2]),
            "other_id": max(pair[:2]),
            "rule_id": pair.match.rule_id,
            "score": pair.match.score,
            "reason": pair.match.reason,
        }
        for pair in pairs
    }
    about = or_(PAIRS.c.record_id == func.any(list(ids)), PAIRS.c.other_id == func.any(list(ids)))
    stored = session.execute(
        select(PAIRS.c.id, PAIRS.c.record_id, PAIRS.c.other_id, PAIRS.c.rule_id).where(
            PAIRS.c.record_type == record_type, about
        )
    )
    gone = [row.id for row in stored if tuple(row[1:]) not in rows]
    if gone:
        session.execute(delete(PAIRS).where(PAIRS.c.id == func.any(gone)))
    for part in _parts([rows[key] for key in sorted(rows)]):
        adding = insert(PAIRS).values(part)
        new = {name: adding.excluded[name] for name in ("score", "reason")}
        changed = tuple_(PAIRS.c.score, PAIRS.c.reason) != tuple_(*new.values())
        session.execute(
            adding.on_conflict_do_update(
                constraint="uq_similarity_record_type_record_id_other_id_rule_id", set_=new, where=changed
            )
        )


def _parts(rows: Sequence[dict[str, Any]], size: int = 1000) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield rows in parts that stay below the number of parameters a statement may have."""
    yield from (rows[start : start + size] for start in range(0, len(rows), size))
