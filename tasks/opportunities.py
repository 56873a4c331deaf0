"""Saving opportunities: one that is made by hand runs the sales process, like one that comes from a lead."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from crm import opportunities, rights
from engine.errors import ProcessDisabled, UnknownProcess
from engine.ports import RecordKey
from tasks.stages import OPPORTUNITY_PROCESS
from tasks.work import Work

CREATED = "opportunity-created"


def create(work: Work, values: Mapping[str, Any]) -> int:
    """Save a new opportunity and start its process in the stage it stands in; without one it is worked by hand.

    Returns its id.
    """
    rights.require(work.actor, "create", "opportunity")
    opportunity = opportunities.create(work.session, values, work.actor.author())
    record = RecordKey("opportunity", opportunity.id)
    payload = {"next_stage": opportunity.stage}
    with suppress(UnknownProcess, ProcessDisabled):
        work.app.host.start(
            work.session, OPPORTUNITY_PROCESS, record, message=CREATED, payload=payload, actor_id=work.actor.id
        )
    return opportunity.id
