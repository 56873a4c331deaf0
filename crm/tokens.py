"""API tokens: the secret is shown once, and only its SHA-256 is kept. Each has an end; when it was last used is noted."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session

from crm.audit import events
from crm.changes import Author
from crm.errors import NotFound
from crm.models import ApiToken
from crm.people.actors import ACTOR, USERS, Actor, actor
from crm.record_types import table_of
from db import clock
from db.prepared import Prepared

TOKENS = table_of(ApiToken)
PREFIX = "baton_"
LIFETIME, LONGEST_DAYS = timedelta(days=30), 366
USE_IS_KEPT = timedelta(minutes=1)

# Calls with one token come side by side: none waits for another that notes the use already.
_STALE = (
    select(TOKENS.c.id)
    .where(
        TOKENS.c.digest == bindparam("b_digest"),
        or_(TOKENS.c.last_used_at.is_(None), TOKENS.c.last_used_at < bindparam("b_noted_before")),
    )
    .with_for_update(skip_locked=True)
)
BEARER = Prepared(
    ACTOR.join(TOKENS, TOKENS.c.user_id == USERS.c.id)
    .where(
        TOKENS.c.digest == bindparam("b_digest"),
        TOKENS.c.expires_at > bindparam("b_now"),
        TOKENS.c.revoked_at.is_(None),
        USERS.c.active,
    )
    .add_cte(
        update(TOKENS)
        .where(TOKENS.c.id.in_(_STALE))
        .values(last_used_at=bindparam("b_now", type_=TOKENS.c.last_used_at.type))
        .cte("used")
    )
)


class Issued(NamedTuple):
    """A new token: its id, and the secret that is never shown again."""

    id: int
    secret: str


def issue(session: Session, actor: Actor, label: str | None = None, lifetime: timedelta = LIFETIME) -> str:
    """Make a token for somebody and return its secret."""
    return issue_labelled(session, actor, label, lifetime).secret


def issue_labelled(session: Session, actor: Actor, label: str | None, lifetime: timedelta = LIFETIME) -> Issued:
    """Make a token for somebody and return its id and secret."""
    secret = PREFIX + secrets.token_urlsafe(32)
    expires_at = clock.now() + lifetime
    row = ApiToken(user_id=actor.id, digest=_digest(secret), label=label, expires_at=expires_at)
    session.add(row)
    session.flush()
    facts = {"login": actor.login, "label": label, "expires_at": expires_at}
    events.write(session, "token_issued", ("user", actor.id), facts, actor.author())
    return Issued(row.id, secret)


def actor_of(session: Session, token: str, address: str | None = None) -> Actor | None:
    """Return who bears a token, None when it is unknown, expired, revoked, or its user inactive; note its use."""
    now = clock.now()
    given = {"b_digest": _digest(token), "b_now": now, "b_noted_before": now - USE_IS_KEPT}
    row = BEARER.run(session.connection(), given).fetchone()
    return actor(row, address) if row else None


def of_user(session: Session, user_id: int, token: str | None = None) -> Sequence[dict[str, Any]]:
    """Return the tokens of a user that are good for something, newest first; `current` marks the one with a secret."""
    query = select(ApiToken).where(
        ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > clock.now()
    )
    current = _digest(token) if token else None
    return [
        {
            "id": row.id,
            "label": row.label,
            "created_at": row.created_at,
            "last_used_at": row.last_used_at,
            "expires_at": row.expires_at,
            "current": row.digest == current,
        }
        for row in session.scalars(query.order_by(ApiToken.id.desc()))
    ]


def revoke_own(session: Session, by: Actor, token_id: int) -> None:
    """Make one of somebody's own tokens worthless.

    Raises:
        crm.errors.NotFound: they have no such token, or it was revoked before.
    """
    revoke_one(session, token_id, by.author(), TOKENS.c.user_id == by.id)


def revoke_one(session: Session, token_id: int, by: Author, *which: ColumnElement[bool]) -> None:
    """Make one token worthless.

    Raises:
        crm.errors.NotFound: there is none, or it was revoked before.
    """
    row = session.execute(
        update(TOKENS)
        .where(TOKENS.c.id == token_id, TOKENS.c.revoked_at.is_(None), *which)
        .values(revoked_at=clock.now())
        .returning(TOKENS.c.user_id, TOKENS.c.label)
    ).one_or_none()
    if row is None:
        raise NotFound("token", token_id)
    events.write(session, "token_revoked", ("user", row.user_id), {"id": token_id, "label": row.label}, by)


def revoke(session: Session, token: str, by: Author) -> None:
    """Make the token with a secret worthless.

    Raises:
        crm.errors.NotFound: it is unknown, or was revoked before.
    """
    revoke_one(session, session.scalar(select(TOKENS.c.id).where(TOKENS.c.digest == _digest(token))) or 0, by)


def revoke_all(session: Session, user_id: int) -> None:
    """Make all tokens of a user worthless."""
    _revoke(session, TOKENS.c.user_id == user_id)


def _revoke(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(update(TOKENS).where(which, TOKENS.c.revoked_at.is_(None)).values(revoked_at=clock.now()))


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
