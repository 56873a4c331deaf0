"""Leads: found, shown, added and changed."""

from typing import Any

from sqlalchemy import ColumnElement, select

from crm import leads as records
from crm import rights, similar
from crm.errors import Invalid
from crm.models import Lead
from engine.models import Process, ProcessInstance, ProcessVersion
from tasks import duplicates, lead_deletion, leads
from tasks.filter_values import unknown_processes
from webui.api import answers, parts
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas.common import Page, RecordPath
from webui.api.schemas.duplicates import SimilarLead
from webui.api.schemas.leads import LEAD, SimilarAccount, SimilarContact
from webui.transactions import work

routes = Routes("leads", "Potential customers' interest.")


@routes.get("/leads", responses={200: described.page_of(LEAD)})
@takes(query=described.filters(records.LISTING, "process"))
def find(query: Page) -> Answer:
    """List leads, newest first; inactive ones only when asked for."""
    filters = query.filters()
    running = _running(filters.pop("process", None))
    found = leads.find(work(), filters, query.limit, query.cursor, *running)
    return answers.page(leads.as_dict(work(), found.items), found.next_cursor)


@routes.post("/leads", responses={201: LEAD})
@takes(body=described.new("lead"))
def create(body: Body) -> Answer:
    """Save a new lead; the active process starts if its model says so."""
    lead_id = leads.create(work(), body.given())
    return answers.created(shown(lead_id), f"{PREFIX}/leads/{lead_id}")


@routes.get("/leads/<int:id>", responses={200: LEAD})
def show(path: RecordPath) -> Answer:
    """Show a lead."""
    return answers.record(shown(path.id))


@routes.patch("/leads/<int:id>", responses={200: LEAD})
@takes(body=described.changes("lead"))
def change(path: RecordPath, body: Body) -> Answer:
    """Change fields of a lead; its stage changes by the action move_to_stage only."""
    leads.update(work(), path.id, body.given(), expected_revision())
    return answers.record(left(path.id))


@routes.get("/leads/<int:id>/similar_contacts", responses={200: described.page_of(SimilarContact)})
def similar_contacts(path: RecordPath, query: Page) -> Answer:
    """List contacts like the one that a lead names, to be linked instead of created."""
    return parts.after(query, similar.contacts(work().session, row_of(path.id), work().actor))


@routes.get("/leads/<int:id>/similar_accounts", responses={200: described.page_of(SimilarAccount)})
def similar_accounts(path: RecordPath, query: Page) -> Answer:
    """List accounts like the one that a lead names, to be linked instead of created."""
    return parts.after(query, similar.accounts(work().session, row_of(path.id), work().actor))


@routes.get("/leads/<int:id>/similar", responses={200: described.page_of(SimilarLead)})
def similar_leads(path: RecordPath, query: Page) -> Answer:
    """List leads that the active rules take for similar, the most alike first; they are never merged."""
    return parts.after(query, duplicates.similar(work(), "lead", path.id))


@routes.delete("/leads/<int:id>", responses={204: None})
def delete(path: RecordPath) -> Answer:
    """Delete a lead that turned out to be a duplicate; its process and open tasks are cancelled, its history stays."""
    lead_deletion.delete(work(), path.id)
    return answers.nothing()


def row_of(lead_id: int) -> Lead:
    """Return a lead that the caller may see."""
    rights.require(work().actor, "read", "lead")
    return records.get(work().session, lead_id, rights.visible(work().actor, Lead))


def shown(lead_id: int) -> dict[str, Any]:
    """Return a lead that the caller may see, as the interface shows it."""
    return leads.as_dict(work(), [row_of(lead_id)])[0]


def left(lead_id: int) -> dict[str, Any]:
    """Return a lead as the caller has just left it, as the interface shows it."""
    return leads.as_dict(work(), [leads.left(work(), lead_id)])[0]


def _running(keys: list[str] | None) -> list[ColumnElement[bool]]:
    """Return the condition that a lead's process is one of these; a key that no process has is refused."""
    if not keys:
        return []
    unknown = unknown_processes(work().session, keys)
    if unknown:
        raise Invalid({"process": unknown})
    runs = (
        select(ProcessInstance.record_id)
        .join(ProcessVersion, ProcessVersion.id == ProcessInstance.version_id)
        .join(Process, Process.id == ProcessVersion.process_id)
        .where(ProcessInstance.record_type == "lead", ProcessInstance.status.in_(("running", "incident")))
    )
    return [Lead.id.in_(runs.where(Process.key.in_(keys)))]
