"""Search over all records by words that begin like those typed; the database keeps the words (`crm.models.triggers`)."""

import re
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Text, and_, cast, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.models import SearchEntry
from crm.record_types import MODELS, table_of

WORD = re.compile(r"[^\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
PHONE = re.compile(r"\+?[\d\s().\-/]{4,}")
MOST_WORDS = 12
LONGEST_WORD = 200


def query_of(typed: str) -> str | None:
    """Return the text-search query for what somebody typed, None when it holds no word."""
    typed = typed.replace("\x00", " ").lower()
    words = WORD.findall(typed)[:MOST_WORDS]
    if not words:
        return None
    all_words = " & ".join(f"'{word[:LONGEST_WORD]}':*" for word in words)
    digits = re.sub(r"[^0-9]", "", typed)
    if PHONE.fullmatch(typed.strip()) and len(words) > 1 and digits:
        return f"({all_words}) | '{digits}':*"
    return all_words


def matches(record_type: str, record_id: InstrumentedAttribute[int], typed: str) -> ColumnElement[bool]:
    """Return the condition that a record is found by what was typed; nothing typed finds nothing."""
    query = query_of(typed)
    if query is None:
        return false()
    found = select(SearchEntry.record_id).where(SearchEntry.record_type == record_type, _matching(query))
    return record_id.in_(found)


def everywhere(
    session: Session, typed: str, within: Mapping[str, ColumnElement[bool]], most: int = 10
) -> list[tuple[str, int]]:
    """Return type and id of the records that are found, of each type the newest `most`.

    `within` has the types of records that are looked for, each with the condition under which one is found.
    """
    query = query_of(typed)
    if query is None or not within:
        return []
    of_type, record_id = SearchEntry.record_type, SearchEntry.record_id
    ids = {name: select(table_of(MODELS[name]).c.id).where(condition) for name, condition in within.items()}
    among = or_(*(and_(of_type == name, record_id.in_(found)) for name, found in ids.items()))
    newest = func.row_number().over(partition_by=of_type, order_by=record_id.desc())
    found = select(of_type, record_id, newest.label("place")).where(_matching(query), among)
    ranked = found.subquery()
    rows = session.execute(select(ranked).where(ranked.c.place <= most).order_by(ranked.c.record_type, ranked.c.place))
    return [(row.record_type, row.record_id) for row in rows]


def _matching(query: str) -> ColumnElement[bool]:
    return SearchEntry.terms.bool_op("@@")(cast(literal(query, Text), TSQUERY))
