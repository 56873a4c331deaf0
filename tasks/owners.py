"""Owners of leads: when they may change, and what follows them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from crm import leads
from crm.errors import StateForbids
from crm.models import Lead
from crm.record_types import table_of
from engine.ports import RecordKey
from tasks.models import UserTask
from tasks.stages import ladder_of
from tasks.work import Work

TASKS = table_of(UserTask)


def change(work: Work, lead: Lead, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change fields of a lead; where its owner becomes another, the open tasks of its process go along.

    A task that was delegated to somebody else stays with them.

    Raises:
        crm.errors.StateForbids: the owner is to change in a final stage.
        crm.errors.Invalid, crm.errors.Stale: as `crm.leads.update`.
    """
    before = lead.owner_id
    changed = leads.update(work.session, lead.id, values, work.actor.author(), revision)
    if "owner_id" not in changed:
        return
    _require_open_stage(work, lead)
    mine = (TASKS.c.lead_id == lead.id, TASKS.c.record_type == "lead", TASKS.c.instance_id.is_not(None))
    still_open = (TASKS.c.state == "open", TASKS.c.owner_id == before)
    _old, owner_id = changed["owner_id"]
    if before is not None and owner_id is not None:
        follow = {"owner_id": owner_id, "revision": TASKS.c.revision + 1}
        work.session.execute(update(TASKS).where(*mine, *still_open).values(follow))


def _require_open_stage(work: Work, lead: Lead) -> None:
    stage = ladder_of(work.app, work.session, RecordKey("lead", lead.id)).stage(lead.stage)
    if stage is not None and stage.final:
        raise StateForbids("Assign owner", lead.stage, [], "the stage is a final one")
