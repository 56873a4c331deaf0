"""Shipped lookups and a few people, in the test's own transaction."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import leads, people, seeds
from crm.changes import Author
from crm.models import Lead
from crm.people import Actor

PEOPLE = (
    ("ada", ("admin",), None),
    ("sofia", ("crm_sales",), "direct-sales"),
    ("simon", ("crm_sales",), "partner-sales"),
    ("milo", ("crm_marketeer",), None),
    ("dario", ("process_designer",), None),
)


@dataclass
class Crew:
    """The people of a test, by login."""

    session: Session

    def __getitem__(self, login: str) -> Actor:
        user_id = people.id_of(self.session, login)
        assert user_id is not None
        actor = people.load_actor(self.session, user_id)
        assert actor is not None
        return actor

    def by(self, login: str) -> Author:
        return self[login].author()


def furnish(session: Session) -> Crew:
    """Fill a database with lookups and people."""
    seeds.seed(session)
    for login, roles, division in PEOPLE:
        people.create_user(session, login=login, name=login.capitalize(), roles=roles, division=division)
    return Crew(session)


@pytest.fixture
def crew(session: Session) -> Crew:
    return furnish(session)


@pytest.fixture
def by(crew: Crew) -> Author:
    """Sofia, who sells."""
    return crew.by("sofia")


def enter(session: Session, by: Author, **values: Any) -> Lead:
    """Save a lead with the one required field filled in."""
    return leads.create(session, {"customer_need": "additional-service"} | values, by)
