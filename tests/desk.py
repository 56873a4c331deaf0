"""A person at work: the services as a test calls them, each call a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm import people
from crm.models import Lead, Opportunity
from tasks import actions, completion, leads
from tasks.forms.presentation import form_of
from tasks.inbox import as_dict, find
from tasks.models import UserTask
from tasks.work import Baton, Work


@dataclass
class Desk:
    """One person's desk."""

    baton: Baton
    login: str

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.baton.sessions.begin() as session:
            user_id = people.id_of(session, self.login)
            assert user_id is not None
            actor = people.load_actor(session, user_id)
            assert actor is not None
            yield Work(session, self.baton, actor)

    def enter(self, **values: Any) -> int:
        with self.work() as work:
            return leads.create(work, {"customer_need": "additional-service"} | values)

    def act(self, lead_id: int, code: str, /, **values: Any) -> None:
        with self.work() as work:
            actions.act(work, "lead", lead_id, code, values)

    def offered(self, lead_id: int) -> dict[str, Any]:
        with self.work() as work:
            return {action["code"]: action for action in actions.offered(work, "lead", lead_id)}

    def lead(self, lead_id: int) -> dict[str, Any]:
        with self.work() as work:
            return leads.as_dict(work, [work.session.get_one(Lead, lead_id)])[0]

    def opportunity(self, opportunity_id: int) -> Opportunity:
        with self.work() as work:
            return work.session.get_one(Opportunity, opportunity_id)

    def tasks(self, lead_id: int, state: str = "open", of: str = "lead") -> list[dict[str, Any]]:
        with self.work() as work:
            ids, _ = find(work, {"lead": lead_id, "state": state, "of": of})
            return as_dict(work, ids)

    def open_elements(self, lead_id: int, of: str = "lead") -> list[str]:
        return sorted(task["process"]["element"] for task in self.tasks(lead_id, of=of))

    def form(self, task_id: int) -> dict[str, Any]:
        with self.work() as work:
            return form_of(work, task_id)

    def complete(self, lead_id: int, element: str, result: str | None = None, **values: Any) -> int:
        """Complete the lead's (or its opportunity's) open task of an element; return the task's id."""
        with self.work() as work:
            query = select(UserTask.id).where(UserTask.lead_id == lead_id, UserTask.element == element)
            task_id = work.session.scalars(query.where(UserTask.state == "open")).one()
            completion.complete(work, task_id, result, values)
            return task_id

    def qualified(self, **values: Any) -> int:
        """Enter a lead and qualify it: it stands in Handoff to sales."""
        lead_id = self.enter(account_name="Vizor", contact_name="Maria Nguyen", email="maria@vizor.example", **values)
        self.act(lead_id, "qualify")
        return lead_id

    def handed_over(self) -> int:
        """Enter a lead and hand it over to sales: it awaits the sale."""
        lead_id = self.qualified()
        self.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Wants 40 seats")
        details = {"budget": "25000.00", "sales_owner": "sales2", "sales_division": "partner-sales"}
        self.complete(lead_id, "handoff-details", None, **details)
        return lead_id
