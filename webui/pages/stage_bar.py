"""The workflow bar, the action panel and the next steps of a lead or an opportunity, as their pages show them."""

from typing import Any

from sqlalchemy import select

from crm import lookups, rights
from crm.models import Opportunity
from tasks import next_steps, workflow_bar
from tasks.conditions import may_work
from tasks.forms import presentation
from tasks.models import UserTask
from tasks.stages import LOOKUPS
from tasks.work import Work
from webui.pages.record_kinds import KINDS
from webui.pages.task_view import MENU


def stages(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return the stages of the bar; those that end the work otherwise than intended stand aside."""
    shown = workflow_bar.of(work, record_type, record_id)
    ended = False
    for stage in shown:
        known = lookups.stage(work.session, stage["code"], LOOKUPS[record_type])
        ends = known is not None and known.ends_work
        stage["aside"], stage["ends_work"] = ends and ended, ends
        ended = ended or ends
    return shown


def steps(work: Work, record_type: str, record_id: int) -> list[dict[str, Any]]:
    """Return the open tasks of a record with what follows each result, and how each is opened.

    A suggestion that stands among the buttons is not made twice.
    """
    found = next_steps.of(work, record_type, record_id)
    shown = [step for step in found if not (step["suggested"] and step["task"]["action"])]
    rows = {row.id: row for row in _rows(work, [step["task"]["id"] for step in shown])}
    for step in shown:
        row = rows[step["task"]["id"]]
        definition = presentation.definition_of(work, row)
        step["menu"] = definition.properties.get(MENU) if definition else None
        step["workable"] = may_work(work, row, definition)
    return shown


def awaited(work: Work, lead: dict[str, Any]) -> dict[str, Any] | None:
    """Return the opportunity that a lead waits for, as `{record, task}` with its next open task, while it is open."""
    opportunity_id = lead["opportunity_id"]
    if opportunity_id is None or not rights.may_see(work.session, work.actor, Opportunity, opportunity_id):
        return None
    record = KINDS["opportunity"].one(work, opportunity_id)
    if record["state"] != "open":
        return None
    following = next_steps.of(work, "opportunity", opportunity_id)
    return {"record": record, "task": following[0]["task"] if following else None}


def _rows(work: Work, ids: list[int]) -> list[UserTask]:
    return list(work.session.scalars(select(UserTask).where(UserTask.id.in_(ids)))) if ids else []
