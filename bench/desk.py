"""One person at work through the services, each call a transaction of its own: what a request does, without HTTP."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import select

from crm import people
from tasks import actions, completion, leads
from tasks.models import UserTask
from tasks.work import Baton, Work

TASKS = UserTask.__table__


class OpenTask(NamedTuple):
    """A task that waits: its id, whom it is about, and which step of the model it is."""

    id: int
    lead_id: int
    element: str


class Desk:
    """One person's desk; who they are is looked up once."""

    def __init__(self, baton: Baton, login: str = "sales") -> None:
        self.baton = baton
        with baton.sessions.begin() as session:
            user_id = people.id_of(session, login)
            actor = people.load_actor(session, user_id) if user_id is not None else None
        if actor is None:
            raise LookupError(login)
        self.actor = actor

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Give a transaction, committed at the end."""
        with self.baton.sessions.begin() as session:
            yield Work(session, self.baton, self.actor)

    def complete(self, task_id: int, result: str | None, values: dict[str, Any]) -> None:
        with self.work() as work:
            completion.complete(work, task_id, result, values)

    def act(self, lead_id: int, code: str, **values: Any) -> None:
        with self.work() as work:
            actions.act(work, "lead", lead_id, code, values)

    def hand_off(self, number: int) -> int:
        """Enter a lead and qualify it: it waits in the stage Handoff to sales."""
        values = {
            "customer_need": "additional-service",
            "account_name": f"Company {number}",
            "contact_name": f"Person {number}",
            "email": f"person{number}@customer.example",
            "mobile_phone": f"+49 170 {number:07}",
        }
        with self.work() as work:
            lead_id = leads.create(work, values)
        self.act(lead_id, "qualify")
        return lead_id

    def nurture(self, number: int) -> int:
        """Enter a lead and bring it to the stage Nurturing."""
        lead_id = self.hand_off(number)
        self.act(lead_id, "move_to_stage", stage="nurturing")
        return lead_id

    def open_tasks(self, lead_ids: Iterable[int]) -> list[OpenTask]:
        """Return the open tasks of leads, in the order of the leads."""
        query = select(TASKS.c.id, TASKS.c.lead_id, TASKS.c.element).order_by(TASKS.c.lead_id, TASKS.c.id)
        with self.work() as work:
            rows = work.session.execute(query.where(TASKS.c.state == "open", TASKS.c.lead_id.in_(list(lead_ids))))
            return [OpenTask(*row) for row in rows]
