"""People whom an identity provider vouches for: found by their verified e-mail address, or added."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.changes import Author
from crm.errors import SignInRefused, SingleSignOnRefused
from crm.people.actors import USERS, Actor, id_of, load_actor
from crm.people.directory import create_user
from crm.people.roles import ROLES

LONGEST_LOGIN = 50


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider says of somebody; `verified`: that the address is theirs."""

    email: str | None
    verified: bool
    name: str | None = None
    login: str | None = None
    roles: tuple[str, ...] = ()


def admit(session: Session, identity: Identity, address: str | None = None) -> Actor:
    """Return who somebody is here. Roles that are told here count for new users only; admins change them later.

    Raises:
        crm.errors.SingleSignOnRefused: the address is missing or not verified, several users have it, or its user is
            inactive.
    """
    email = (identity.email or "").strip()
    if not email or not identity.verified:
        raise SingleSignOnRefused("your organisation does not vouch for your e-mail address")
    found = session.execute(select(USERS.c.id, USERS.c.active).where(func.lower(USERS.c.email) == email.lower())).all()
    if len(found) > 1:
        raise SingleSignOnRefused(f"several users have the address {email}")
    if found and not found[0].active:
        raise SingleSignOnRefused("your user is not active any more")
    user_id = found[0].id if found else _added(session, identity, email, address)
    actor = load_actor(session, user_id, address)
    if actor is None:
        raise SignInRefused
    return actor


def _added(session: Session, identity: Identity, email: str, address: str | None) -> int:
    login = _free_login(session, (identity.login, email.partition("@")[0]))
    name = (identity.name or "").strip() or email
    roles = [role for role in ROLES if role in identity.roles]
    return create_user(session, roles=roles, by=Author(address=address), login=login, name=name[:200], email=email).id


def _free_login(session: Session, proposed: Iterable[str | None]) -> str:
    """Return a login made of the first proposal that has letters or digits, with a number when it is taken."""
    made = (re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("._-")[:LONGEST_LOGIN] for text in proposed if text)
    login = next(filter(None, made), "user")
    number, free = 1, login
    while id_of(session, free) is not None:
        number += 1
        free = f"{login}-{number}"
    return free
