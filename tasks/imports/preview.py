"""What would come of the first lines of a file: they are staged and resolved in a savepoint, of which nothing remains."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text

from tasks.imports import files, staging
from tasks.imports.mapping import Mapping
from tasks.imports.reader import SAMPLE
from tasks.imports.resolving import resolve
from tasks.imports.running import rules_of
from tasks.models import Import
from tasks.stages import ladder_of_new_lead
from tasks.work import Work

OUTCOMES = {"add": "added", "update": "updated", "skip": "skipped", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class PreviewedLine:
    """One line: its cells as text, what would become of it, and why it would be rejected."""

    line: int
    cells: list[str]
    outcome: str
    reason: str | None
    lead_id: int | None


def preview(work: Work, found: Import, mapping: Mapping) -> list[PreviewedLine]:
    """Return what would become of the first lines.

    Raises:
        tasks.imports.errors.FileRefused
    """
    with files.stored(work.session, found.id) as path, work.session.begin_nested() as sandbox:
        blocks = staging.sent(path, found.id, mapping, 0, most=SAMPLE)
        staging.copy(work.session, blocks, SAMPLE)
        blocks.close()
        staging.mark_twins(work.session, found.id, by_key=mapping.existing != "add")
        rules = rules_of(work, mapping, ladder_of_new_lead(work.app, work.session))
        resolve(work.session, found.id, rules, 0, SAMPLE)
        rows = work.session.execute(text("SELECT * FROM import_chunk ORDER BY line")).mappings().all()
        sandbox.rollback()
    return [_line(row) for row in rows]


def _line(row: Any) -> PreviewedLine:
    cells = orjson.loads(row["cells"])
    return PreviewedLine(row["line"], cells, OUTCOMES[row["action"]], row["reason"], row["lead_id"])
