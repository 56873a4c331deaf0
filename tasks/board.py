"""The board: records set out by the stage where they stand, each column with where its records may be moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import leads, lookups, opportunities, paging, rights
from crm.lookups import Stage
from crm.models import Lead, Opportunity
from tasks import leads as guarded_leads
from tasks import opportunities as guarded_opportunities
from tasks.stage_moves import possible_moves
from tasks.stages import LOOKUPS, Ladder, ladder_of_new_record
from tasks.work import Work

CARDS = 30
RECORDS: Mapping[str, tuple[Any, Any, type[Lead | Opportunity]]] = {
    "lead": (guarded_leads, leads.LISTING, Lead),
    "opportunity": (guarded_opportunities, opportunities.LISTING, Opportunity),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: how many records stand in it, the newest of them, and the codes of the stages they may be moved to."""

    stage: Stage
    count: int
    rows: Sequence[Any]
    moves: Sequence[str]


def columns(work: Work, record_type: str, given: Mapping[str, Any], most: int = CARDS) -> list[Column]:
    """Return the stages of new records, and others where records stand, narrowed by the filters of the list.

    Raises:
        crm.errors.Invalid, crm.errors.NotAllowed: as the list does.
    """
    service, listing, model = RECORDS[record_type]
    rights.require(work.actor, "read", record_type)
    within = rights.visible(work.actor, model)
    counts = paging.counts(work.session, listing, {"active": True, **given}, model.stage, within)
    ladder = ladder_of_new_record(work.app, work.session, record_type)
    return [
        Column(
            stage,
            counts.get(stage.code, 0),
            service.find(work, {**given, "stage": stage.code}, most, None).items if counts.get(stage.code) else [],
            possible_moves(work.session, record_type, ladder, stage.code),
        )
        for stage in _stages(work, record_type, ladder, counts)
    ]


def _stages(work: Work, record_type: str, ladder: Ladder, counts: Mapping[str, int]) -> list[Stage]:
    known = lookups.stages(work.session, LOOKUPS[record_type])
    return [stage for stage in known if stage.code in ladder.codes or stage.code in counts]
