"""API tokens: the secret is shown once, and only its SHA-256 is kept."""

import secrets
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, bindparam, update
from sqlalchemy.orm import Session

from crm.models import ApiToken
from crm.people.actors import ACTOR, USERS, Actor, actor
from crm.record_types import table_of
from db import clock
from db.prepared import Prepared

TOKENS = table_of(ApiToken)
PREFIX = "baton_"
LIFETIME = timedelta(days=30)

BEARER = Prepared(
    ACTOR.join(TOKENS, TOKENS.c.user_id == USERS.c.id).where(
        TOKENS.c.digest == bindparam("b_digest"),
        TOKENS.c.expires_at > bindparam("b_now"),
        TOKENS.c.revoked_at.is_(None),
        USERS.c.active,
    )
)


def issue(session: Session, actor: Actor, label: str | None = None, lifetime: timedelta = LIFETIME) -> str:
    """Make a token for somebody and return its secret."""
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(ApiToken(user_id=actor.id, digest=_digest(token), label=label, expires_at=clock.now() + lifetime))
    session.flush()
    return token


def actor_of(session: Session, token: str, address: str | None = None) -> Actor | None:
    """Return who bears a token, None when it is unknown, expired, revoked, or its user inactive."""
    row = BEARER.run(session.connection(), {"b_digest": _digest(token), "b_now": clock.now()}).fetchone()
    return actor(row, address) if row else None


def revoke(session: Session, token: str) -> None:
    """Make a token worthless; an unknown one is none anyway."""
    _revoke(session, TOKENS.c.digest == _digest(token))


def revoke_all(session: Session, user_id: int) -> None:
    """Make all tokens of a user worthless."""
    _revoke(session, TOKENS.c.user_id == user_id)


def _revoke(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(update(TOKENS).where(which, TOKENS.c.revoked_at.is_(None)).values(revoked_at=clock.now()))


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
