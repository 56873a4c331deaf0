"""The workflow bar: every stage of a record's process, where the record stands, and where it may go."""

from typing import Any

from sqlalchemy import select

from crm.models import RecordChange
from engine.ports import RecordKey
from tasks.record_rows import row_of
from tasks.stage_moves import possible_moves
from tasks.stages import Ladder, ladder_of
from tasks.work import Work


def of(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return the stages of the bar in order.

    Each is `{code, name, tip, colour, final, state, possible}`; `state` is current, done (the record has stood
    there), skipped (passed by, or its sub-process is disabled) or ahead (never reached); `possible` says whether a move is allowed.
    """
    row = row_of(work, record_type, record_id)
    ladder = ladder_of(work.app, work.session, RecordKey(record_type, record_id))
    visited = _visited(work, record_type, record_id)
    moves = set(possible_moves(work.session, record_type, ladder, row.stage)) if row.active else set()
    return [
        {
            "code": stage.code,
            "name": stage.name,
            "tip": stage.tip,
            "colour": stage.colour,
            "final": stage.final,
            "state": _state(ladder, stage.code, row.stage, visited),
            "possible": stage.code in moves,
        }
        for stage in ladder.stages
    ]


def _visited(work: Work, record_type: str, record_id: int) -> set[str]:
    of_record = (RecordChange.record_type == record_type) & (RecordChange.record_id == record_id)
    rows = work.session.execute(
        select(RecordChange.old, RecordChange.new).where(of_record, RecordChange.field == "stage")
    )
    return {code for row in rows for code in row if code}


def _state(ladder: Ladder, code: str, current: str, visited: set[str]) -> str:
    if code == current:
        return "current"
    if code in ladder.disabled:
        return "skipped"
    if code in visited:
        return "done"
    return "skipped" if ladder.codes.index(code) < _furthest(ladder, visited | {current}) else "ahead"


def _furthest(ladder: Ladder, reached: set[str]) -> int:
    """Return how far a record came: to the stage that is meant to end its work at most.

    The stages after that one end the work otherwise, from wherever it stands: they pass by nothing.
    """
    ends = [place for place, stage in enumerate(ladder.stages) if stage.ends_work]
    way = ladder.codes[: ends[0] + 1] if ends else ladder.codes
    return max((place for place, code in enumerate(way) if code in reached), default=0)
