"""Notifications: what the bell tells a user."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from crm.changes import Author
from crm.models import Notification, User
from crm.record_types import table_of
from db import clock

NOTIFICATIONS = table_of(Notification)


def notify(session: Session, user_id: int, kind: str, text: str, link: str | None, by: Author) -> int:
    """Tell a user something; `link` is the path of the page it is about. Returns the notification's id."""
    row = {"user_id": user_id, "kind": kind, "text": text, "link": link, "actor_id": by.actor_id, "at": clock.now()}
    notification_id: int = session.execute(insert(NOTIFICATIONS).returning(NOTIFICATIONS.c.id), row).scalar_one()
    return notification_id


def count_unread(session: Session, user_id: int) -> int:
    """Return how many notifications a user has not read."""
    unread_ones = (NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(NOTIFICATIONS).where(*unread_ones)) or 0


def unread(session: Session, user_id: int, limit: int = 50) -> list[dict[str, Any]]:
    """Return what a user has not read, newest first; shape as `latest`."""
    return _shown(session, user_id, limit, only_unread=True)


def latest(session: Session, user_id: int, limit: int = 50) -> list[dict[str, Any]]:
    """Return what a user was told last, newest first: `{id, kind, text, link, actor, actor_name, at, read_at}`."""
    return _shown(session, user_id, limit, only_unread=False)


def mark_read(session: Session, user_id: int, ids: Iterable[int] | None = None) -> int:
    """Mark notifications of a user as read, all of them without `ids`; return how many there were."""
    statement = update(NOTIFICATIONS).where(NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.read_at.is_(None))
    if ids is not None:
        statement = statement.where(NOTIFICATIONS.c.id.in_(list(ids)))
    marked = session.execute(statement.values(read_at=clock.now()).returning(NOTIFICATIONS.c.id))
    return len(marked.all())


def _shown(session: Session, user_id: int, limit: int, *, only_unread: bool) -> list[dict[str, Any]]:
    columns = [NOTIFICATIONS.c[name] for name in ("id", "kind", "text", "link", "at", "read_at")]
    query = (
        select(*columns, User.login.label("actor"), User.name.label("actor_name"))
        .select_from(NOTIFICATIONS)
        .outerjoin(User, User.id == NOTIFICATIONS.c.actor_id)
        .where(NOTIFICATIONS.c.user_id == user_id)
    )
    if only_unread:
        query = query.where(NOTIFICATIONS.c.read_at.is_(None))
    rows = session.execute(query.order_by(NOTIFICATIONS.c.id.desc()).limit(limit)).mappings()
    return [dict(row) for row in rows]
