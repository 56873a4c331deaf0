"""Records of another division, with a word in every text by which anything that leaks is known."""

from dataclasses import dataclass, field

from sqlalchemy import select

from crm import activities, feed, marketing_lists, settings, tokens
from crm.models import Account, ApiToken, Contact, Lead, MarketingList, Opportunity, Order, UserSession
from crm.people import ROLES, sessions
from crm.people.roles import VISIBILITY
from engine.models import Incident, ProcessInstance
from tasks import actions, guarded, handmade, jobs, opportunities, record_mails
from tasks.models import UserTask
from tasks.work import Baton
from tests.desk import Desk

WORD = "Quetzalcoatl"
OWNER, DIVISION = "sales2", "partner-sales"
PLANTED = {
    "leads": Lead,
    "contacts": Contact,
    "accounts": Account,
    "opportunities": Opportunity,
    "orders": Order,
    "tasks": UserTask,
    "incidents": Incident,
    "marketing_lists": MarketingList,
    "tokens": ApiToken,
    "sessions": UserSession,
}
CRM_ROLES = [role for role in ROLES if role.startswith("crm_")]


@dataclass
class Foreign:
    """Ids of the records by type: the names of the types as they stand in addresses."""

    ids: dict[str, list[int]] = field(default_factory=dict)

    def __getitem__(self, plural: str) -> list[int]:
        return self.ids[plural]


def narrow(baton: Baton, scope: str) -> None:
    """Narrow every role to its own records, or those of its division."""
    with Desk(baton, "admin").work() as work:
        settings.put(work.session, VISIBILITY, dict.fromkeys(CRM_ROLES, scope), work.actor.author())


def plant(baton: Baton) -> Foreign:
    """Add one of everything that belongs to somebody of another division."""
    owner = Desk(baton, OWNER)
    lead_id = _talked_about(owner, _handed_over(owner))
    stopped = _stopped(owner)
    with owner.work() as work:
        for guard, model in ((guarded.CONTACTS, Contact), (guarded.ACCOUNTS, Account)):
            for record_id in work.session.scalars(select(model.id)):
                guard.update(work, record_id, {"notes": WORD})
        guarded.ORDERS.create(work, {"notes": WORD, "sales_division": DIVISION, "lead_id": lead_id})
        opportunities.create(work, {"name": WORD, "sales_division": DIVISION, "owner": OWNER})
        job = jobs.create(work.session, "migration", 1, work.actor.id)
        job.errors = [{"reason": WORD}]
        tokens.issue_labelled(work.session, work.actor, WORD)
        sessions.begin(work.session, work.actor.id, browser=WORD)
        lists = marketing_lists.create(work.session, {"name": "Fair"}, work.actor.author())
        marketing_lists.add(work.session, lists.id, lead_id, work.actor.author())
        job_id = job.id
    with owner.work() as work:
        found = Foreign({"jobs": [job_id]})
        for plural, model in PLANTED.items():
            found.ids[plural] = list(work.session.scalars(select(model.id).order_by(model.id)))
        assert stopped in found["leads"]
        assert all(found.ids.values()), found
    return found


def state_of(baton: Baton) -> list[tuple[object, ...]]:
    """Return what must not have changed: the revisions of all that was planted, and how far instances are."""
    with Desk(baton, "admin").work() as work:
        revised = (Lead, Contact, Account, Opportunity, Order, UserTask)
        rows = [
            (m.__name__, *row) for m in revised for row in work.session.execute(select(m.id, m.revision).order_by(m.id))
        ]
        steps = select(ProcessInstance.id, ProcessInstance.steps).order_by(ProcessInstance.id)
        return [*rows, *(("instance", *row) for row in work.session.execute(steps))]


def _handed_over(owner: Desk) -> int:
    named = {"title": WORD, "account_name": WORD, "contact_name": WORD, "email": f"{WORD}@example.org"}
    lead_id = owner.enter(**named, sales_division=DIVISION)
    owner.act(lead_id, "qualify")
    owner.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details=WORD)
    details = {"budget": "25000.00", "sales_owner": OWNER, "sales_division": DIVISION, "notes": WORD}
    owner.complete(lead_id, "handoff-details", None, **details)
    return lead_id


def _talked_about(owner: Desk, lead_id: int) -> int:
    with owner.work() as work:
        author = work.actor.author()
        feed.post(work.session, "lead", lead_id, f"{WORD} @sales @manager @crmadmin @marketeer", author)
        activities.log(work.session, "lead", lead_id, {"kind": "meeting", "subject": WORD}, author)
        record_mails.write(work, "lead", lead_id, {"to": "a@example.org", "subject": WORD, "body": WORD})
        handmade.create(work, "lead", lead_id, {"subject": WORD})
    return lead_id


def _stopped(owner: Desk) -> int:
    """Return an inactive lead whose process stopped because its sale went on."""
    lead_id = _handed_over(owner)
    owner.act(lead_id, "deactivate")
    with owner.work() as work:
        opportunity_id = work.session.scalars(select(Opportunity.id).where(Opportunity.lead_id == lead_id)).one()
        actions.act(work, "opportunity", opportunity_id, "move_to_stage", {"stage": "closed-won"})
    return lead_id
