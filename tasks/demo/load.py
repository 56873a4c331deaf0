"""Loads the demo data once: users, then leads in every stage, with what was said and done on the way."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sqlalchemy import select, update

from crm import lookups
from crm.models import Lead, Notification
from crm.record_types import table_of
from db import clock
from tasks.demo.people import add_users
from tasks.demo.stories import CAST
from tasks.demo.walk import SALES, Walk
from tasks.errors import DemoRefused
from tasks.work import Baton

NOTIFICATIONS = table_of(Notification)
SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: logins of the demo users, and how many leads were added (0 where there were some already)."""

    logins: list[str]
    leads: int


def load(baton: Baton) -> Loaded:
    """Load the demo data into an installation without leads; repeating it adds only missing users.

    Raises:
        tasks.errors.DemoRefused: in production, since the demo password is published.
    """
    if baton.settings.in_production:
        raise DemoRefused
    with baton.sessions.begin() as session:
        logins = add_users(session)
        if session.scalar(select(Lead.id).limit(1)) is not None:
            return Loaded(logins, 0)
        needs = [need.code for need in lookups.values(session, "customer-needs")]
        sources = [source.code for source in lookups.values(session, "lead-sources")]
    random = Random(SEED)  # noqa: S311 - the same made-up data on every machine
    told = [(cast.story, random.uniform(*cast.since_days)) for cast in CAST for _ in range(cast.leads)]
    # The oldest lead is entered first, so that numbers and ids count as they would have.
    for story, days_ago in sorted(told, key=lambda each: each[1], reverse=True):
        walk = Walk(baton, random, days_ago)
        walk.enter({"customer_need": random.choice(needs), "source": random.choice(sources)})
        story(walk, random.choice(SALES))
    _read_old_notifications(baton)
    return Loaded(logins, len(told))


def _read_old_notifications(baton: Baton) -> None:
    """Leave under the bell what came today; nobody kept the rest unread for months."""
    old = (NOTIFICATIONS.c.at < clock.now() - timedelta(days=1), NOTIFICATIONS.c.read_at.is_(None))
    with baton.sessions.begin() as session:
        session.execute(update(NOTIFICATIONS).where(*old).values(read_at=NOTIFICATIONS.c.at))
