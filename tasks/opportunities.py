"""Saving opportunities: one that is made by hand runs the sales process, like one that comes from a lead."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from crm import opportunities
from crm.models import Opportunity
from engine.errors import ProcessDisabled, UnknownProcess
from engine.ports import RecordKey
from tasks.guarded import Guarded
from tasks.record_processes import processes_of
from tasks.stages import OPPORTUNITY_PROCESS
from tasks.work import Work

CREATED = "opportunity-created"
OPPORTUNITIES = Guarded(Opportunity, opportunities)

update, get = OPPORTUNITIES.update, OPPORTUNITIES.get
left, find = OPPORTUNITIES.left, OPPORTUNITIES.find


def create(work: Work, values: Mapping[str, Any]) -> int:
    """Save a new opportunity and start its process in the stage it stands in; without one it is worked by hand.

    Returns its id.
    """
    OPPORTUNITIES.require_new(work, values)
    opportunity = opportunities.create(work.session, values, work.actor.author())
    record = RecordKey("opportunity", opportunity.id)
    payload = {"next_stage": opportunity.stage}
    with suppress(UnknownProcess, ProcessDisabled):
        work.app.host.start(
            work.session, OPPORTUNITY_PROCESS, record, message=CREATED, payload=payload, actor_id=work.actor.id
        )
    return opportunity.id


def as_dict(work: Work, rows: Sequence[Opportunity]) -> list[dict[str, Any]]:
    """Return opportunities as the interface shows them, each with the process that it runs or ran last."""
    processes = processes_of(work.session, "opportunity", [row.id for row in rows])
    return [shown | {"process": processes.get(shown["id"])} for shown in OPPORTUNITIES.as_dict(work, rows)]
