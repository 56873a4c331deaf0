"""One portion of staged lines, resolved set by set: lookups and people by joins, what is there already by its key.

The portion becomes the temporary table `import_chunk`: one column for each target, `action` (add, update, skip, reject),
`reason`, and `lead_id` of the lead that is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from crm.fields import Field
from crm.models import Lead
from crm.people import Actor
from crm.rights import visible
from tasks.imports.mapping import EXTERNAL, Mapping
from tasks.leads import starts
from tasks.stages import Ladder

WORDS = """
WITH words AS MATERIALIZED (
    SELECT lookup, word, min(code) AS code FROM (
        SELECT lookup, lower(code) AS word, code, 1 AS weight FROM lookup WHERE active
        UNION ALL SELECT lookup, lower(name), code, 2 FROM lookup WHERE active
    ) AS spelled GROUP BY lookup, word HAVING count(DISTINCT code) = 1 OR min(weight) = 1
), people AS MATERIALIZED (
    SELECT word, min(id) AS id, min(login) AS login FROM (
        SELECT lower(login) AS word, id, login, 1 AS weight FROM app_user
        UNION ALL SELECT lower(name), id, login, 2 FROM app_user
    ) AS spelled JOIN LATERAL (
        SELECT 1 FROM app_user AS u JOIN user_role AS r ON r.user_id = u.id
        WHERE u.id = spelled.id AND u.active AND r.role <> 'process_designer' LIMIT 1
    ) AS working ON true
    GROUP BY word HAVING count(DISTINCT id) = 1
)
"""
CASTS = {"money": "numeric(16, 2)", "date": "date", "datetime": "timestamptz"}
SAME_KEY = {
    "email": "lower(lead.email) = c.key",
    "mobile_phone": "lead.mobile_digits = c.key",
    "name_and_account": "lower(lead.contact_name) = split_part(c.key, chr(31), 1) "
    "AND lower(coalesce(lead.account_name, '')) = split_part(c.key, chr(31), 2)",
    EXTERNAL: "lead.id IN (SELECT lead_id FROM imported_lead WHERE external_number = c.key)",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a line is resolved by: the mapping, who imports, and the stages in which a new lead may stand."""

    mapping: Mapping
    actor: Actor
    stages: Sequence[str]
    first_stage: str

    @property
    def targets(self) -> list[Field]:
        """The fields that get values, in the order of staged values."""
        return self.mapping.targets()

    def may_start(self, ladder: Ladder) -> bool:
        """Say whether a process may have to be started for new leads."""
        further = any(each.name == "stage" for each in self.targets)
        return self.mapping.start and (further or starts(ladder, ladder.first))


def resolve(session: Session, import_id: int, rules: Rules, after: int, most: int) -> None:
    """Make the table `import_chunk` of the next lines."""
    session.execute(text("DROP TABLE IF EXISTS pg_temp.import_chunk"))
    session.execute(
        text(_chunk(rules)),
        {"import_id": import_id, "after": after, "most": most, "stages": list(rules.stages)},
    )
    session.execute(text(TWINS if rules.mapping.existing != "add" else SAME_TWICE))
    session.execute(text(KNOWN), {"import_id": import_id})
    if rules.mapping.existing != "add":
        session.execute(text(_existing(rules)))
        session.execute(text(AMBIGUOUS))
        session.execute(text(IMPORTED_NOW), {"import_id": import_id})
    session.execute(text(EXISTING[rules.mapping.existing]))


def _chunk(rules: Rules) -> str:
    columns, joins, problems = [], [], ["r.problem"]
    for number, described in enumerate(rules.targets, 1):
        value = f"r.values[{number}]"
        column, join, problem = _column(described, number, value)
        columns.append(f"{column} AS {described.column}")
        joins += join
        problems += problem
    listed = ", ".join(columns)
    # Prepared by hand: how many columns there are depends on the mapping, and their names are those of fields.
    return f"""
    CREATE TEMPORARY TABLE import_chunk ON COMMIT DROP AS {WORDS}
    SELECT r.line, r.cells, r.key, r.fingerprint, r.twin, {listed}, NULL::bigint AS lead_id, 1 AS leads,
        CASE WHEN concat_ws('; ', {", ".join(problems)}) <> '' THEN 'reject' ELSE 'add' END AS action,
        nullif(concat_ws('; ', {", ".join(problems)}), '') AS reason
    FROM (
        SELECT * FROM import_row WHERE import_id = :import_id AND line > :after ORDER BY line LIMIT :most
    ) AS r {" ".join(joins)}
    """  # noqa: S608


def _column(described: Field, number: int, value: str) -> tuple[str, list[str], list[str]]:
    """Return how a target's column is made: the expression, what is joined for it, and the problems it may have."""
    alias = f"t{number}"
    if described.type == "user":
        unknown = "There is no active user “' || {0} || '” who works with records, or several have this name."
        join = f"LEFT JOIN people AS {alias} ON {alias}.word = lower({value})"
        return f"{alias}.id", [join], [_problem(described, value, f"{alias}.id IS NULL", unknown)]
    if described.type == "lookup":
        unknown = f"“' || {{0}} || '” is not a value of the lookup {described.lookup}."
        join = f"LEFT JOIN words AS {alias} ON {alias}.lookup = '{described.lookup}' AND {alias}.word = lower({value})"
        found = [_problem(described, value, f"{alias}.code IS NULL", unknown)]
        if described.name == "stage":
            final = "A new lead cannot stand in “' || {0} || '”."
            found.append(_problem(described, value, f"{alias}.code <> ALL(:stages)", final))
        return f"{alias}.code", [join], found
    cast = CASTS.get(described.type)
    return (f"{value}::{cast}" if cast else value), [], []


def _problem(described: Field, value: str, wrong: str, message: str) -> str:
    label = described.label.replace("'", "''")
    return f"CASE WHEN {value} IS NOT NULL AND {wrong} THEN '{label}: {message.format(value)}' END"


TWINS = """
UPDATE import_chunk SET action = 'reject', reason = 'Line ' || twin || ' is the same lead.'
WHERE action = 'add' AND twin IS NOT NULL
"""
SAME_TWICE = """
UPDATE import_chunk SET action = 'reject', reason = 'Line ' || twin || ' says exactly the same.'
WHERE action = 'add' AND twin IS NOT NULL
"""
KNOWN = """
UPDATE import_chunk AS c SET lead_id = k.lead_id, action = 'known'
FROM imported_lead AS k WHERE k.fingerprint = c.fingerprint AND c.action = 'add'
"""
AMBIGUOUS = """
UPDATE import_chunk SET action = 'reject', reason = leads || ' leads are recognised by this; it is not clear which one is meant.'
WHERE action = 'existing' AND leads > 1
"""
IMPORTED_NOW = """
UPDATE import_chunk AS c SET action = 'reject', reason = 'Line ' || k.line || ' is the same lead.'
FROM imported_lead AS k WHERE k.lead_id = c.lead_id AND c.action = 'existing'
    AND k.import_id = :import_id AND k.line < c.line
"""
EXISTING = {
    "skip": "UPDATE import_chunk SET action = 'skip' WHERE action IN ('existing', 'known')",
    "add": "UPDATE import_chunk SET action = 'skip' WHERE action = 'known'",
    "update": """
        UPDATE import_chunk AS c SET
            action = CASE WHEN c.action = 'known' THEN 'skip' WHEN lead.active THEN 'update' ELSE 'reject' END,
            reason = CASE WHEN NOT lead.active THEN 'Lead ' || lead.number || ' is inactive, hence read-only.' END
        FROM lead WHERE lead.id = c.lead_id AND c.action IN ('existing', 'known')
    """,
}


def _existing(rules: Rules) -> str:
    """Return the statement that finds the leads which are there: the earliest of those that the person may see."""
    seen = _sql(visible(rules.actor, Lead))
    same = SAME_KEY[rules.mapping.key]
    return f"""
    UPDATE import_chunk AS c SET lead_id = found.id, leads = found.leads, action = 'existing'
    FROM (
        SELECT c.line, min(lead.id) AS id, count(*) AS leads FROM import_chunk AS c JOIN lead ON {same}
        WHERE c.action IN ('add', 'known') AND c.key IS NOT NULL AND ({seen}) GROUP BY c.line
    ) AS found WHERE found.line = c.line
    """  # noqa: S608


def _sql(condition: ColumnElement[Any]) -> str:
    """Return a condition of ours, which holds nothing that anybody has typed, as the text of SQL."""
    compiled = condition.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    return str(compiled).replace(":", "\\:")
