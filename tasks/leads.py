"""Saving leads: a new one stands in the first stage of its process, and may start that process by being saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import leads, rights
from crm.errors import Invalid
from crm.models import Lead
from engine.ports import RecordKey
from tasks import owners
from tasks.active_process import active_specs
from tasks.guarded import Guarded
from tasks.record_processes import processes_of
from tasks.stages import ladder_of_new_lead
from tasks.work import Work

CREATED = "lead-created"
LEADS = Guarded(Lead, leads)

get, find = LEADS.get, LEADS.find


def create(work: Work, values: Mapping[str, Any]) -> int:
    """Save a new lead and return its id; the active process starts if its model says so."""
    rights.require(work.actor, "create", "lead")
    given = dict(values)
    stage = given.pop("stage", None)
    lead = leads.create(work.session, given, work.actor.author(), stage=_first_stage(work, stage))
    _start(work, RecordKey("lead", lead.id))
    return lead.id


def _first_stage(work: Work, stage: str | None) -> str:
    ladder = ladder_of_new_lead(work.app, work.session)
    if stage is None:
        return ladder.first
    if stage not in ladder.codes:
        raise Invalid({"stage": [f"A new lead cannot stand in “{stage}”; its stages are {', '.join(ladder.codes)}."]})
    return stage


def _start(work: Work, record: RecordKey) -> None:
    specs = active_specs(work.app, work.session)
    if specs is not None and CREATED in specs.starts:
        work.app.host.start(work.session, specs.process_key, record, message=CREATED, actor_id=work.actor.id)


def update(work: Work, lead_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change fields of a lead; its stage changes by the action `move_to_stage` only.

    Raises:
        crm.errors.Invalid, crm.errors.NotAllowed, crm.errors.StateForbids (inactive), crm.errors.Stale.
    """
    rights.require(work.actor, "edit", "lead")
    rights.require_sight(work.session, work.actor, Lead, lead_id)
    if "stage" in values:
        raise Invalid({"stage": ["Use the action move_to_stage: the process has to follow."]})
    owners.change(work, work.session.get_one(Lead, lead_id), values, revision)


def as_dict(work: Work, rows: Sequence[Lead]) -> list[dict[str, Any]]:
    """Return leads as the API shows them, each with the process that it runs or ran last."""
    processes = processes_of(work.session, "lead", [row.id for row in rows])
    return [lead | {"process": processes.get(lead["id"])} for lead in LEADS.as_dict(work, rows)]
