"""Who acts: a user with the rights and the address they act with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Text, exists, func, select
from sqlalchemy.orm import Session

from crm.changes import Author
from crm.models import Setting, User, UserRole
from crm.people.roles import ALL, VISIBILITY, widest_scope
from crm.record_types import table_of

USERS, USER_ROLES = table_of(User), table_of(UserRole)

ROLES_OF_USER = func.array(
    select(USER_ROLES.c.role).where(USER_ROLES.c.user_id == USERS.c.id).scalar_subquery(), type_=ARRAY(Text)
)
DESIGNER = "process_designer"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the rights and the address they act with; `scope` is how far they see: own, division or all.

    `trying` marks somebody who tries a process out in a sandbox: neither conditions of the model on who acts hold them
    up, nor fields that the record lacks.
    """

    id: int
    login: str
    name: str
    roles: frozenset[str]
    division: str | None = None
    address: str | None = None
    scope: str = ALL
    trying: bool = False

    def author(self, process_element: str | None = None, task_id: int | None = None) -> Author:
        """Return the actor as the author of changes."""
        return Author(self.id, process_element, task_id, self.address)


NARROWED = select(Setting.value).where(Setting.code == VISIBILITY).scalar_subquery().label("narrowed")
# Whoever designs processes and nothing else reads no records, so cannot own any.
MAY_OWN = USERS.c.active & exists().where(USER_ROLES.c.user_id == USERS.c.id, USER_ROLES.c.role != DESIGNER)
ACTOR = select(USERS.c.id, USERS.c.login, USERS.c.name, ROLES_OF_USER.label("roles"), USERS.c.division, NARROWED)


def actor(row: Any, address: str | None = None) -> Actor:
    """Return the actor for a row of `ACTOR`."""
    user_id, login, name, roles, division, narrowed, *_ = row
    return Actor(user_id, login, name, frozenset(roles), division, address, widest_scope(roles, narrowed))


def load_actor(session: Session, user_id: int, address: str | None = None) -> Actor | None:
    """Return an active user as an actor, None when there is none."""
    row = session.execute(ACTOR.where(USERS.c.id == user_id, USERS.c.active)).one_or_none()
    return actor(row, address) if row else None


def id_of(session: Session, login: str) -> int | None:
    """Return the id of the user with a login, None when there is none."""
    return session.execute(select(USERS.c.id).where(USERS.c.login == login.strip().lower())).scalar_one_or_none()


def working(session: Session) -> dict[str, str]:
    """Return login → name of the people who may own records and tasks, by name."""
    rows = session.execute(select(USERS.c.login, USERS.c.name).where(MAY_OWN).order_by(USERS.c.name))
    return {row.login: row.name for row in rows}


def logins(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the logins of users by their ids, in one query."""
    wanted = {user_id for user_id in ids if user_id is not None}
    if not wanted:
        return {}
    return {
        row.id: row.login for row in session.execute(select(USERS.c.id, USERS.c.login).where(USERS.c.id.in_(wanted)))
    }
