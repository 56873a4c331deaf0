"""Who has signed in: a signed cookie names the user, and ends when their password changes."""

from hashlib import sha256
from typing import Any

from flask import request
from flask import session as cookie
from sqlalchemy import select

from crm.people.actors import ACTOR, USERS, Actor, actor
from webui.transactions import session

USER, STAMP = "user", "stamp"


def remember(user_id: int) -> None:
    """Sign a user in on this browser; whatever the cookie held before is forgotten."""
    cookie.clear()
    cookie.permanent = True
    cookie[USER] = user_id
    cookie[STAMP] = _stamp(session().scalar(select(USERS.c.password_hash).where(USERS.c.id == user_id)))


def forget() -> None:
    """Sign out on this browser."""
    cookie.clear()


def current_actor() -> Actor | None:
    """Return who has signed in, None when nobody has, or no more."""
    user_id = cookie.get(USER)
    if user_id is None:
        return None
    row: Any = (
        session()
        .execute(ACTOR.add_columns(USERS.c.password_hash).where(USERS.c.id == user_id, USERS.c.active))
        .one_or_none()
    )
    if row is None or cookie.get(STAMP) != _stamp(row.password_hash):
        return None
    return actor(row, request.remote_addr)


def _stamp(password_hash: str | None) -> str:
    return sha256((password_hash or "").encode()).hexdigest()[:16]
