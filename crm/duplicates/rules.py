"""Rules kept as data: added, changed, switched, and checked so that each can be carried out."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from crm import changes, entry, fields, filters, presentation, records
from crm.changes import Author, Changed
from crm.duplicates.compared import EQUAL, FIELDS, SIMILAR
from crm.duplicates.comparison import Comparison
from crm.errors import Invalid
from crm.models import DuplicateRule, Similarity
from crm.paging import Listing
from crm.record_types import table_of
from crm.records import Service

TYPE = "duplicate_rule"
LEAST, MOST = 50, 100
LISTING = Listing(DuplicateRule, {"active": filters.flag("active", DuplicateRule.active)})
RULES = Service(LISTING)
SEARCHING = frozenset({"active", "record_type", "conditions", "threshold"})

get, find = RULES.get, RULES.find


def create(session: Session, values: Mapping[str, Any], by: Author, **untold: Any) -> DuplicateRule:
    """Save a new rule.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    columns = _accepted(session, values, None)
    columns["folder"] = columns.get("folder") or f"Similar {columns['record_type']}s"
    return records.add(session, DuplicateRule, columns, by, **untold)


def update(
    session: Session, rule_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change a rule; what it found is forgotten when it compares otherwise from now on. Errors as `create`.

    Raises:
        crm.errors.NotFound, crm.errors.Stale: as their names say.
    """
    row = changes.lock(session, DuplicateRule, rule_id, revision=revision)
    changed = changes.write(session, DuplicateRule, row, _accepted(session, values, row), by)
    if changed.keys() & SEARCHING:
        session.execute(delete(Similarity).where(Similarity.rule_id == rule_id))
    return changed


def comparisons(session: Session, record_type: str) -> list[Comparison]:
    """Return the active rules for a type of record, ready to compare by."""
    active = select(DuplicateRule).where(DuplicateRule.active, DuplicateRule.record_type == record_type)
    return [Comparison.of(rule) for rule in session.scalars(active.order_by(DuplicateRule.id))]


def as_dict(session: Session, rules: Sequence[DuplicateRule]) -> list[dict[str, Any]]:
    """Return rules as the interface shows them."""
    return presentation.as_dicts(session, DuplicateRule, rules)


def _accepted(session: Session, values: Mapping[str, Any], row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the columns of a rule, with the errors of all fields told at once."""
    known, current = fields.of(TYPE), row or {}
    given = {name: value for name, value in values.items() if name != "conditions"}
    columns, errors = {}, {}
    try:
        accept = entry.accept_new(session, known, given) if row is None else None
        columns = accept if accept is not None else entry.accept_changes(session, known, given, current)
    except Invalid as invalid:
        errors.update(invalid.errors)
    if row is None:
        columns.setdefault("record_type", "lead")
    whole = {**current, **columns}
    if "conditions" in values or row is None:
        columns["conditions"] = whole["conditions"] = values.get("conditions")
    record_type = whole.get("record_type")
    if isinstance(record_type, str) and record_type in FIELDS:
        errors.update(_wrong_conditions(record_type, whole.get("conditions"), whole.get("threshold")))
    errors.update(_wrong_name(session, columns.get("name"), current.get("id")))
    if errors:
        raise Invalid(errors)
    return columns


def _wrong_conditions(record_type: str, conditions: Any, threshold: int | None) -> dict[str, list[str]]:
    if not isinstance(conditions, list) or not conditions:
        return {"conditions": ["Name at least one field to compare."]}
    messages = [message for each in conditions if (message := _wrong_condition(record_type, each))]
    if messages:
        return {"conditions": messages}
    named = [each["field"] for each in conditions]
    if len(set(named)) < len(named):
        return {"conditions": ["Each field can be compared once only."]}
    if all(each["compare"] == EQUAL for each in conditions):
        return {}
    if threshold is None or not LEAST <= threshold <= MOST:
        return {"threshold": [f"Say how much alike, from {LEAST} to {MOST} per cent."]}
    return {}


def _wrong_condition(record_type: str, condition: Any) -> str | None:
    if not isinstance(condition, dict) or condition.keys() != {"field", "compare"}:
        return "A condition has the members field and compare, and no others."
    name, compare = condition["field"], condition["compare"]
    known = FIELDS[record_type]
    if not isinstance(name, str) or name not in known:
        return f"A rule for {record_type}s cannot compare “{name}”; it can compare {', '.join(known)}."
    if compare not in (EQUAL, SIMILAR):
        return f"“{name}” can be compared as equal or similar, not as “{compare}”."
    if compare == SIMILAR and not known[name].text:
        return f"“{name}” can only be equal: there is nothing alike about it that would mean anything."
    return None


def _wrong_name(session: Session, name: Any, rule_id: int | None) -> dict[str, list[str]]:
    if not isinstance(name, str):
        return {}
    table = table_of(DuplicateRule)
    found = session.scalar(select(table.c.id).where(func.lower(table.c.name) == name.lower()))
    return {"name": [f"There is a rule “{name}” already."]} if found not in (None, rule_id) else {}
