"""A lead deleted by hand, because it turned out to be a duplicate: nothing is merged, and what is on it is not moved.

Its process is cancelled with all open tasks, so that nobody works for it any more. Instance, completed tasks, feed and
history stay where they are; the history ends with what the lead was. Contact and account stay, too.
"""

from sqlalchemy import delete as deletion
from sqlalchemy import select, update

from crm import changes, rights
from crm.errors import StateForbids
from crm.models import Lead, Opportunity, Order
from crm.plain import plain
from crm.record_types import table_of
from db import clock
from engine.ports import RecordKey
from tasks.models import UserTask
from tasks.work import Work

LEADS, TASKS = table_of(Lead), table_of(UserTask)
DERIVED = ("mobile_digits", "business_digits", "revision")


def delete(work: Work, lead_id: int) -> None:
    """Delete a lead from which nothing has come.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: as their names say.
        crm.errors.StateForbids: an opportunity or an order refers to it.
    """
    rights.require(work.actor, "delete", "lead")
    rights.require_sight(work.session, work.actor, Lead, lead_id)
    locked = work.app.host.lock_running(work.session, RecordKey("lead", lead_id))
    row = changes.lock(work.session, Lead, lead_id)
    _require_nothing_came_of_it(work, lead_id, row["stage"])
    if locked is not None:
        work.app.host.cancel(work.session, locked.id, work.actor.id)
    _cancel_handmade(work, lead_id)
    told = {name: plain(value) for name, value in row.items() if value is not None and name not in DERIVED}
    changes.record_deleted(work.session, Lead, lead_id, told, work.actor.author())
    work.session.execute(deletion(LEADS).where(LEADS.c.id == lead_id))
    work.session.expire_all()


def _require_nothing_came_of_it(work: Work, lead_id: int, stage: str) -> None:
    for model, what in ((Opportunity, "an opportunity"), (Order, "an order")):
        if work.session.scalar(select(model.id).where(model.lead_id == lead_id).limit(1)) is not None:
            raise StateForbids("Delete", stage, ["deactivate"], f"{what} came of it")


def _cancel_handmade(work: Work, lead_id: int) -> None:
    """Cancel the open tasks that people made by hand; those of the process went with it."""
    of_lead = TASKS.c.lead_id == lead_id, TASKS.c.record_type == "lead", TASKS.c.state == "open"
    ended = {"state": "cancelled", "completed_at": clock.now(), "revision": TASKS.c.revision + 1}
    work.session.execute(update(TASKS).where(*of_lead).values(ended))
