"""Secret addresses of calendars: one a person, shown once; only its SHA-256 is kept. A new one ends the old one."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.audit import events
from crm.models import CalendarAddress
from crm.people import Actor, load_actor
from crm.record_types import table_of
from db import clock
from tasks import mail
from tasks.calendar import ical
from tasks.calendar.entries import Span, find

ADDRESSES = table_of(CalendarAddress)
BACK, AHEAD = timedelta(days=90), timedelta(days=400)


def make(session: Session, actor: Actor) -> str:
    """Make a secret address for somebody's calendar and return its path; one they had is worth nothing any more."""
    secret = secrets.token_urlsafe(32)
    kept = {"digest": _digest(secret), "created_at": clock.now()}
    row = insert(ADDRESSES).values(user_id=actor.id, **kept)
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=kept))
    events.write(session, "calendar_address_made", ("user", actor.id), {"login": actor.login}, actor.author())
    return f"/calendar/{secret}.ics"


def made_at(session: Session, actor: Actor) -> datetime | None:
    """Return when somebody's address was made, None without one."""
    return session.scalar(select(ADDRESSES.c.created_at).where(ADDRESSES.c.user_id == actor.id))


def revoke(session: Session, actor: Actor) -> None:
    """Make somebody's address worthless; without one there is nothing to do."""
    gone = session.execute(delete(ADDRESSES).where(ADDRESSES.c.user_id == actor.id).returning(ADDRESSES.c.user_id))
    if gone.one_or_none() is not None:
        events.write(session, "calendar_address_revoked", ("user", actor.id), {"login": actor.login}, actor.author())


def feed(session: Session, secret: str) -> bytes | None:
    """Return the calendar behind a secret; None when it is unknown, revoked, or its user may not sign in any more."""
    user_id = session.scalar(select(ADDRESSES.c.user_id).where(ADDRESSES.c.digest == _digest(secret)))
    actor = load_actor(session, user_id) if user_id is not None else None
    if actor is None:
        return None
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    found = find(session, Span(actor, today - BACK, today + AHEAD))
    return ical.feed(found, f"Baton: {actor.name}", mail.settings_of(session).base_url)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
