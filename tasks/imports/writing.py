"""Writes a resolved portion: new leads set by set, with their history; those that are there through the service."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.plain import plain
from engine.ports import RecordKey
from tasks import leads
from tasks.bulk import carry_out
from tasks.imports.adding import add, entered
from tasks.imports.mapping import EXTERNAL
from tasks.imports.resolving import Rules
from tasks.stages import Ladder
from tasks.work import Work

COUNT = "SELECT action, count(*) AS lines FROM import_chunk GROUP BY action"
REJECT = """
INSERT INTO import_rejection (import_id, line, cells, reason)
SELECT :import_id, line, cells, reason FROM import_chunk WHERE reason IS NOT NULL
ON CONFLICT (import_id, line) DO NOTHING
"""
SAME = """
UPDATE import_chunk AS c SET action = 'skip' FROM lead
WHERE lead.id = c.lead_id AND c.action = 'update' AND NOT ({differing})
"""
DIFFERENT = """
SELECT c.line, c.lead_id, {wanted} FROM import_chunk AS c JOIN lead ON lead.id = c.lead_id WHERE c.action = 'update'
"""
ADDED = """
SELECT c.lead_id, c.line, lead.stage FROM import_chunk AS c JOIN lead ON lead.id = c.lead_id WHERE c.action = 'add'
"""
TOLD = "UPDATE import_chunk SET action = :action, reason = :reason WHERE line = :line"


@dataclass(frozen=True, slots=True)
class Written:
    """How many lines of a portion became what."""

    added: int = 0
    updated: int = 0
    skipped: int = 0
    rejected: int = 0


def write(work: Work, import_id: int, rules: Rules, ladder: Ladder) -> Written:
    """Write what `resolve` has made ready, and say what came of it."""
    session = work.session
    _update(work, rules)
    add(session, import_id, rules)
    if rules.may_start(ladder):
        _start(work, ladder)
    session.execute(text(REJECT), {"import_id": import_id})
    counts = {row.action: row.lines for row in session.execute(text(COUNT))}
    return Written(counts.get("add", 0), counts.get("update", 0), counts.get("skip", 0), counts.get("reject", 0))


def _update(work: Work, rules: Rules) -> None:
    """Change the leads that are there where they differ from the file; only those go through the service."""
    fields = [each for each in rules.targets if each.name != EXTERNAL]
    differing = " OR ".join(
        f"(c.{f.column} IS NOT NULL AND c.{f.column} IS DISTINCT FROM lead.{f.column})" for f in fields
    )
    wanted = ", ".join(
        f"CASE WHEN c.{f.column} IS DISTINCT FROM lead.{f.column} THEN {entered(f)} END AS {f.name}" for f in fields
    )
    session = work.session
    session.execute(text(SAME.format(differing=differing)))
    changes = {row["lead_id"]: row for row in session.execute(text(DIFFERENT.format(wanted=wanted))).mappings()}

    def change(lead_id: int) -> None:
        row = changes[lead_id]
        leads.update(work, lead_id, {f.name: plain(row[f.name]) for f in fields if row[f.name] is not None})

    _reject(session, changes, carry_out(work, changes, change))


def _reject(session: Session, rows: dict[int, Any], refused: dict[int, str]) -> None:
    if refused:
        told = [{"line": rows[each]["line"], "action": "reject", "reason": why} for each, why in refused.items()]
        session.execute(text(TOLD), told)


def _start(work: Work, ladder: Ladder) -> None:
    """Start the process for new leads, as for those entered by hand. One whose process cannot start is there all the same."""
    found = work.session.execute(text(ADDED)).mappings()
    rows = {row["lead_id"]: row for row in found if leads.starts(ladder, row["stage"])}

    def start(lead_id: int) -> None:
        leads.start(work, RecordKey("lead", lead_id), ladder, rows[lead_id]["stage"])

    refused = carry_out(work, rows, start)
    if refused:
        reason = "The lead was added, but its process did not start: "
        told = [{"line": rows[e]["line"], "action": "add", "reason": reason + why} for e, why in refused.items()]
        work.session.execute(text(TOLD), told)
