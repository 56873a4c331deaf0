"""Walks made-up leads through the real process: the same services as pages and API, on a moved clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from crm import activities, feed, people
from db import clock
from tasks import actions, completion, leads
from tasks.demo.customers import customer
from tasks.forms.presentation import form_of
from tasks.models import UserTask
from tasks.work import Baton, Work

TEXTS = ("Twelve users in two offices", "To be paid in two parts", "The head of IT wants a test first", "As discussed")
CALLS = ("Asked for a price list", "Wants to know the delivery time", "Compared us with a competitor", "Said thanks")
POSTS = ("They liked the demo.", "The budget is fixed in spring.", "Ask for the head of purchasing.", "A warm contact.")
MARKETING, SALES = "marketeer", ("sales", "sales2")
Step = tuple[str, str | None, dict[str, Any]]


@dataclass(slots=True)
class Walk:
    """One lead's way from `days_ago` until now; every step happens a while after the one before."""

    baton: Baton
    random: Random
    days_ago: float
    lead_id: int = 0

    @contextmanager
    def _as(self, login: str) -> Iterator[Work]:
        with clock.moved(timedelta(days=-self.days_ago)), self.baton.sessions.begin() as session:
            user_id = people.id_of(session, login)
            actor = people.load_actor(session, user_id) if user_id is not None else None
            if actor is None:
                raise LookupError(login)
            yield Work(session, self.baton, actor)
        self.days_ago = max(0.0, self.days_ago - self.random.uniform(0.1, 1.5))

    def enter(self, values: dict[str, Any]) -> None:
        """Save the lead, as marketing does."""
        who = customer(self.random)
        given = {name: getattr(who, name) for name in who.__slots__} | values
        with self._as(MARKETING) as work:
            self.lead_id = leads.create(work, given)

    def act(self, login: str, code: str, values: dict[str, Any] | None = None) -> None:
        """Carry out an action on the lead."""
        with self._as(login) as work:
            actions.act(work, "lead", self.lead_id, code, values or {})

    def complete(self, login: str, step: Step) -> None:
        """Complete the open task of an element, of the lead or of its opportunity."""
        element, result, values = step
        with self._as(login) as work:
            open_task = select(UserTask.id).where(
                UserTask.lead_id == self.lead_id, UserTask.element == element, UserTask.state == "open"
            )
            completion.complete(work, work.session.scalars(open_task).one(), result, values)

    def sell_on(self, login: str, result: str) -> bool:
        """Complete the next task of the lead's opportunity with a result; say whether there was one."""
        with self._as(login) as work:
            task = work.session.scalars(
                select(UserTask)
                .where(UserTask.lead_id == self.lead_id, UserTask.record_type == "opportunity")
                .where(UserTask.state == "open")
                .order_by(UserTask.id)
            ).first()
            if task is None:
                return False
            form = form_of(work, task.id)
            codes = [r["code"] for r in form["results"]]
            chosen = result if result in codes else (codes[0] if codes else None)
            completion.complete(work, task.id, chosen, made_up(form, chosen, self.random))
            return True

    def talk(self, login: str) -> None:
        """Log a call and write a post, as people do in between."""
        with self._as(login) as work:
            author = work.actor.author()
            values = {"kind": "call", "direction": "outgoing", "subject": self.random.choice(CALLS)}
            activities.log(work.session, "lead", self.lead_id, values, author)
            feed.post(work.session, "lead", self.lead_id, self.random.choice(POSTS), author)


def made_up(form: dict[str, Any], result: str | None, random: Random) -> dict[str, Any]:
    """Return values for the fields that a result requires and that come empty."""
    asked = next((r["fields"] for r in form["results"] if r["code"] == result), form["fields"])
    return {
        f["name"]: _made_up_value(f, random)
        for f in asked
        if f["value"] is None and (f["required"] or f["type"] == "long_text")
    }


def _made_up_value(field: dict[str, Any], random: Random) -> Any:
    if field["choices"]:
        return random.choice(field["choices"])["code"]
    later = clock.now() + timedelta(days=random.randint(2, 40))
    by_type = {
        "date": later.date().isoformat(),
        "datetime": later.isoformat(),
        "money": str(random.randrange(5, 90) * 1000),
        "number": random.randint(1, 40),
        "boolean": True,
    }
    return by_type.get(field["type"], random.choice(TEXTS))


Story = Callable[[Walk, str], None]
