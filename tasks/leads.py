"""Saving leads: a new one stands in the first stage of its process, and may start that process by being saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import leads, people
from crm.errors import Invalid
from crm.models import Lead
from engine.ports import RecordKey
from tasks import owners
from tasks.actions.distribution import require_owner_change
from tasks.actions.offering import subject_of
from tasks.guarded import Guarded
from tasks.record_processes import processes_of
from tasks.stage_moves import follow
from tasks.stages import Ladder, ladder_of_new_lead
from tasks.work import Work

CREATED = "lead-created"
LEADS = Guarded(Lead, leads)

get, left, find = LEADS.get, LEADS.left, LEADS.find


def create(work: Work, values: Mapping[str, Any]) -> int:
    """Save a new lead and return its id; its process starts if the model says so, or where the lead is to stand.

    Raises:
        crm.errors.Invalid, crm.errors.NotAllowed.
    """
    LEADS.require_new(work, values)
    given = dict(values)
    ladder = ladder_of_new_lead(work.app, work.session)
    stage = _stage_of(ladder, given.pop("stage", None))
    lead = leads.create(work.session, given, work.actor.author(), stage=stage)
    start(work, RecordKey("lead", lead.id), ladder, stage)
    return lead.id


def _stage_of(ladder: Ladder, code: Any) -> str:
    if code is None:
        return ladder.first
    stage = ladder.stage(code)
    if stage is None:
        possible = ", ".join(each.code for each in ladder.stages if not each.final)
        raise Invalid({"stage": [f"A new lead cannot stand in “{code}”; choose one of {possible}."]})
    if stage.final:
        raise Invalid({"stage": [f"A new lead cannot stand in a final stage, as “{stage.name}” is one."]})
    return stage.code


def starts(ladder: Ladder, stage: str) -> bool:
    """Say whether a process may start for a new lead that stands in a stage."""
    if ladder.specs is not None and CREATED in ladder.specs.starts:
        return True
    return stage != ladder.first and stage in ladder.working


def start(work: Work, record: RecordKey, ladder: Ladder, stage: str) -> None:
    """Start the active process: as its model has it for new leads, else in a later stage as a first move there would.

    A model that waits for new leads says itself, by its condition, which of them start.
    """
    specs = ladder.specs
    if specs is not None and CREATED in specs.starts:
        work.app.host.start(work.session, specs.process_key, record, message=CREATED, actor_id=work.actor.id)
    elif starts(ladder, stage):
        follow(work, record, ladder, stage)


def update(work: Work, lead_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change fields of a lead; its stage changes by the action `move_to_stage` only.

    Raises:
        crm.errors.Invalid, crm.errors.NotAllowed, crm.errors.StateForbids (inactive), crm.errors.Stale.
    """
    LEADS.require_change(work, lead_id, values)
    if "stage" in values:
        raise Invalid({"stage": ["Use the action move_to_stage: the process has to follow."]})
    lead = work.session.get_one(Lead, lead_id)
    if _is_given_away(work, lead, values):
        require_owner_change(subject_of(work, "lead", lead_id))
    owners.change(work, lead, values, revision)


def _is_given_away(work: Work, lead: Lead, values: Mapping[str, Any]) -> bool:
    """Say whether the owner is to become another; what names nobody is told at its field."""
    if "owner" not in values:
        return False
    login = values["owner"]
    return lead.owner_id != (people.id_of(work.session, login) if isinstance(login, str) else None)


def as_dict(work: Work, rows: Sequence[Lead]) -> list[dict[str, Any]]:
    """Return leads as the API shows them, each with the process that it runs or ran last."""
    processes = processes_of(work.session, "lead", [row.id for row in rows])
    return [lead | {"process": processes.get(lead["id"])} for lead in LEADS.as_dict(work, rows)]
