"""Users: added, changed and listed by administrators; deactivated, never deleted."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from crm import changes, entry, fields, tokens
from crm.changes import Author
from crm.errors import Invalid, NotFound
from crm.models import User
from crm.people import passwords, sessions
from crm.people.actors import ROLES_OF_USER, USER_ROLES, USERS, Actor, id_of
from crm.people.roles import ROLES

ADMIN = "admin"
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


def users(session: Session, *, active: bool | None = None) -> list[dict[str, Any]]:
    """Return the users by name: `{id, login, name, email, job_title, division, active, roles, revision}`."""
    columns = (USERS.c.id, USERS.c.login, USERS.c.name, USERS.c.email, USERS.c.job_title, USERS.c.division)
    query = select(*columns, USERS.c.active, ROLES_OF_USER.label("roles"), USERS.c.revision)
    if active is not None:
        query = query.where(USERS.c.active.is_(active))
    return [{**row, "roles": sorted(row["roles"])} for row in session.execute(query.order_by(USERS.c.name)).mappings()]


def user(session: Session, user_id: int) -> dict[str, Any]:
    """Return one user as `users` shows them.

    Raises:
        crm.errors.NotFound: there is none.
    """
    found = next((shown for shown in users(session) if shown["id"] == user_id), None)
    if found is None:
        raise NotFound("user", user_id)
    return found


def has_password(session: Session, user_id: int) -> bool:
    """Say whether a user can sign in by a password of their own."""
    return session.scalar(select(USERS.c.password_hash.is_not(None)).where(USERS.c.id == user_id)) is True


def create_user(
    session: Session, *, roles: Sequence[str], password: str | None = None, by: Author | None = None, **values: Any
) -> User:
    """Add a user (`login`, `name`, `email`, `job_title`, `division`) and return them; without password, no sign-in.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    names = (values.get("login"), values.get("name"))
    errors = _wrong_roles(roles) | passwords.errors_of(password, names) | _wrong_login(session, values.get("login"))
    columns: dict[str, Any] = {}
    try:
        columns = entry.accept_new(session, fields.of("user"), values)
        columns["login"] = columns["login"].lower()
    except Invalid as invalid:
        errors |= invalid.errors
    if errors:
        raise Invalid(errors)
    row = User(**columns, password_hash=passwords.hash_of(password))
    session.add(row)
    session.flush()
    _set_roles(session, row.id, roles)
    changes.record_created(session, User, row.id, {**columns, "roles": sorted(roles)}, by or Author())
    return row


def update_user(
    session: Session, user_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> None:
    """Change fields, `roles` or `password` of a user.

    Their sessions and tokens end with a new password, and when they become inactive.

    Raises:
        crm.errors.NotFound, crm.errors.Stale, crm.errors.Invalid: as their names say.
    """
    given = dict(values)
    roles, password = given.pop("roles", None), given.pop("password", None)
    row = changes.lock(session, User, user_id, revision=revision)
    names = (row["login"], given.get("name") or row["name"])
    errors = (_wrong_roles(roles) if roles is not None else {}) | passwords.errors_of(password, names)
    if errors:
        raise Invalid(errors)
    administered = _may_administer(session, User.id == user_id)
    written = changes.write(session, User, row, entry.accept_changes(session, fields.of("user"), given, row), by)
    if roles is not None:
        _change_roles(session, user_id, roles, by)
    if administered and not _may_administer(session):
        raise Invalid({"active" if "active" in written else "roles": ["Nobody who may administer would be left."]})
    if password is not None:
        _change_password(session, user_id, password, by)
    elif written.get("active") == (True, False):
        _lock_out(session, user_id)


def change_own_password(session: Session, actor: Actor, password: str, keep: str | None = None) -> None:
    """Change the password of whoever acts; only the session with the secret `keep` goes on.

    Raises:
        crm.errors.Invalid: it is too short, too long or easily guessed.
    """
    errors = passwords.errors_of(password, (actor.login, actor.name))
    if errors:
        raise Invalid(errors)
    _change_password(session, actor.id, password, actor.author(), keep)


def _change_password(session: Session, user_id: int, password: str, by: Author, keep: str | None = None) -> None:
    """Keep a new password; history says that it changed, not what the hash was."""
    session.execute(update(USERS).where(USERS.c.id == user_id).values(password_hash=passwords.hash_of(password)))
    _lock_out(session, user_id, keep)
    changes.note(session, User, user_id, ("password", None, None), by)


def _lock_out(session: Session, user_id: int, keep: str | None = None) -> None:
    sessions.end_all(session, user_id, keep)
    tokens.revoke_all(session, user_id)


def _may_administer(session: Session, *which: ColumnElement[bool]) -> bool:
    """Say whether there are active admins among some users; their roles are locked, lest two depose each other."""
    query = select(USER_ROLES.c.user_id).join(User, User.id == USER_ROLES.c.user_id)
    admins = query.where(USER_ROLES.c.role == ADMIN, User.active, *which).with_for_update(of=USER_ROLES)
    return session.scalars(admins).first() is not None


def _wrong_roles(roles: Sequence[str]) -> dict[str, list[str]]:
    wrong = [role for role in roles if role not in ROLES]
    return {"roles": [f"“{role}” is not a role; there are {', '.join(ROLES)}." for role in wrong]} if wrong else {}


def _wrong_login(session: Session, login: Any) -> dict[str, list[str]]:
    if not isinstance(login, str) or not LOGIN.fullmatch(login.strip().lower()):
        return {"login": ["Enter letters, digits, dots, hyphens and underscores."]}
    if id_of(session, login) is not None:
        return {"login": [f"There is a user “{login}” already."]}
    return {}


def _set_roles(session: Session, user_id: int, roles: Sequence[str]) -> None:
    session.execute(delete(USER_ROLES).where(USER_ROLES.c.user_id == user_id))
    if roles:
        session.execute(insert(USER_ROLES), [{"user_id": user_id, "role": role} for role in sorted(set(roles))])


def _change_roles(session: Session, user_id: int, roles: Sequence[str], by: Author) -> None:
    before = sorted(session.scalars(select(USER_ROLES.c.role).where(USER_ROLES.c.user_id == user_id)))
    if before != sorted(set(roles)):
        _set_roles(session, user_id, roles)
        changes.note(session, User, user_id, ("roles", before, sorted(set(roles))), by)
