"""Sessions of browsers: the secret is in the cookie, and only its SHA-256 is kept. They end by themselves."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningDelete

from crm.audit import events
from crm.errors import NotFound
from crm.models import UserSession
from crm.people.actors import ACTOR, USERS, Actor, actor
from crm.record_types import table_of
from db import clock
from db.prepared import Prepared

SESSIONS = table_of(UserSession)
IDLE, LONGEST = timedelta(hours=24), timedelta(days=14)
USE_IS_KEPT = timedelta(minutes=1)
LONGEST_BROWSER = 300

_ALIVE = (
    SESSIONS.c.digest == bindparam("b_digest"),
    SESSIONS.c.last_used_at > bindparam("b_used_after"),
    SESSIONS.c.created_at > bindparam("b_begun_after"),
)
# Requests of one browser come side by side: none waits for another that notes the use already.
_STALE = (
    select(SESSIONS.c.id)
    .where(SESSIONS.c.digest == bindparam("b_digest"), SESSIONS.c.last_used_at < bindparam("b_noted_before"))
    .with_for_update(skip_locked=True)
)
BROWSING: Select[Any] = ACTOR.join(SESSIONS, SESSIONS.c.user_id == USERS.c.id).where(*_ALIVE, USERS.c.active)
WATCHING = Prepared(BROWSING)
USING = Prepared(
    BROWSING.add_cte(
        update(SESSIONS)
        .where(SESSIONS.c.id.in_(_STALE), *_ALIVE)
        .values(last_used_at=bindparam("b_now", type_=SESSIONS.c.last_used_at.type))
        .cte("used")
    )
)


def begin(session: Session, user_id: int, address: str | None = None, browser: str | None = None) -> str:
    """Begin a session of a user and return its secret."""
    secret = secrets.token_urlsafe(32)
    browser = browser[:LONGEST_BROWSER] if browser else None
    session.add(UserSession(user_id=user_id, digest=_digest(secret), address=address, browser=browser))
    session.flush()
    return secret


def actor_of(session: Session, secret: str, address: str | None = None, *, in_use: bool = True) -> Actor | None:
    """Return who has signed in with a session, None when it has ended or its user is inactive.

    `in_use`: somebody is there, and not only a page that asks by itself now and then; the session stays alive by it.
    """
    now = clock.now()
    given: dict[str, Any] = {"b_digest": _digest(secret), "b_used_after": now - IDLE, "b_begun_after": now - LONGEST}
    if in_use:
        given |= {"b_now": now, "b_noted_before": now - USE_IS_KEPT}
    row = (USING if in_use else WATCHING).run(session.connection(), given).fetchone()
    return actor(row, address) if row else None


def of_user(session: Session, user_id: int, secret: str | None = None) -> list[dict[str, Any]]:
    """Return the sessions of a user, the one used last first; `current` marks the one with a secret."""
    query = select(UserSession).where(UserSession.user_id == user_id, *_alive_at(clock.now()))
    current = _digest(secret) if secret else None
    return [
        {
            "id": row.id,
            "address": row.address,
            "browser": row.browser,
            "created_at": row.created_at,
            "last_used_at": row.last_used_at,
            "current": row.digest == current,
        }
        for row in session.scalars(query.order_by(UserSession.last_used_at.desc(), UserSession.id.desc()))
    ]


def end(session: Session, secret: str) -> int | None:
    """End a session by its secret, and return whose it was."""
    return session.scalar(delete(SESSIONS).where(SESSIONS.c.digest == _digest(secret)).returning(SESSIONS.c.user_id))


def end_one(session: Session, by: Actor, session_id: int) -> None:
    """End one of somebody's own sessions.

    Raises:
        crm.errors.NotFound: they have no such session.
    """
    if session.scalar(_ending(SESSIONS.c.user_id == by.id, SESSIONS.c.id == session_id)) is None:
        raise NotFound("session", session_id)
    events.write(session, "session_ended", ("user", by.id), {"login": by.login, "session": session_id}, by.author())


def end_all(session: Session, user_id: int, but: str | None = None) -> int:
    """End all sessions of a user, but for the one with a secret; return how many."""
    spared = [SESSIONS.c.digest != _digest(but)] if but else []
    return len(session.scalars(_ending(SESSIONS.c.user_id == user_id, *spared)).all())


def forget_old(session: Session) -> None:
    """Delete the sessions that have ended by themselves."""
    now = clock.now()
    session.execute(_ending(or_(SESSIONS.c.last_used_at < now - IDLE, SESSIONS.c.created_at < now - LONGEST)))


def _alive_at(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return UserSession.last_used_at > now - IDLE, UserSession.created_at > now - LONGEST


def _ending(*which: ColumnElement[bool]) -> ReturningDelete[Any]:
    return delete(SESSIONS).where(*which).returning(SESSIONS.c.id)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
