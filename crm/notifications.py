"""Notifications: what the bell tells a user."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import notification_preferences as preferences
from crm.changes import Author
from crm.errors import NotFound
from crm.models import Notification, User
from crm.record_types import table_of
from db import clock

NOTIFICATIONS = table_of(Notification)
ONCE, IS_ONCE = ("user_id", "kind", "once"), text("once is not null")


def notify(session: Session, user_id: int, kind: str, words: str, link: str | None, by: Author) -> int | None:
    """Tell a user something; `link` is the path of the page it is about.

    Returns the notification's id, None where the user wants to hear of it by no channel.
    """
    return notify_once(session, user_id, kind, None, {"text": words, "link": link, "actor_id": by.actor_id})


def notify_once(session: Session, user_id: int, kind: str, once: str | None, told: Mapping[str, Any]) -> int | None:
    """Tell a user something (`{text, link, actor_id}`) unless they were told what `once` names; as `notify`."""
    channels = preferences.channels(session, user_id, kind)
    if not channels:
        return None
    now = clock.now()
    on_page = preferences.PAGE in channels
    row = {
        "user_id": user_id,
        "kind": kind,
        **told,
        "at": now,
        "once": once,
        "on_page": on_page,
        "read_at": None if on_page else now,
        "by_mail": preferences.EMAIL in channels,
        "in_digest": preferences.DIGEST in channels,
    }
    new = insert(NOTIFICATIONS).values(row).on_conflict_do_nothing(index_elements=ONCE, index_where=IS_ONCE)
    notification_id: int | None = session.scalar(new.returning(NOTIFICATIONS.c.id))
    return notification_id


def mail_later(session: Session, user_id: int, kind: str, words: str, link: str | None) -> None:
    """Have a user told something by mail alone, once their quiet hours are over."""
    now = clock.now()
    row = {"user_id": user_id, "kind": kind, "text": words, "link": link, "at": now, "read_at": now}
    session.execute(insert(NOTIFICATIONS).values(**row, on_page=False, by_mail=True))


def count_unread(session: Session, user_id: int) -> int:
    """Return how many notifications a user has not read."""
    unread_ones = (NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(NOTIFICATIONS).where(*unread_ones)) or 0


def unread(session: Session, user_id: int, limit: int = 50, **narrowed: Any) -> list[dict[str, Any]]:
    """Return what a user has not read, newest first; shape and narrowing as `latest`."""
    return _shown(session, user_id, limit, NOTIFICATIONS.c.read_at.is_(None), **narrowed)


def latest(session: Session, user_id: int, limit: int = 50, **narrowed: Any) -> list[dict[str, Any]]:
    """Return what a user was told last, newest first: `{id, kind, text, link, actor, actor_name, at, read_at}`.

    It may be narrowed by `kind`, and to what came `before` an id.
    """
    return _shown(session, user_id, limit, **narrowed)


def mark_read(session: Session, user_id: int, ids: Iterable[int] | None = None) -> int:
    """Mark notifications of a user as read, all of them without `ids`; return how many there were."""
    statement = update(NOTIFICATIONS).where(NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.read_at.is_(None))
    if ids is not None:
        statement = statement.where(NOTIFICATIONS.c.id.in_(list(ids)))
    marked = session.execute(statement.values(read_at=clock.now()).returning(NOTIFICATIONS.c.id))
    return len(marked.all())


def read_one(session: Session, user_id: int, notification_id: int) -> int:
    """Mark one notification of a user as read; return 1, or 0 if it was read before.

    Raises:
        crm.errors.NotFound: there is no such notification, or it is for somebody else.
    """
    own = (NOTIFICATIONS.c.id == notification_id, NOTIFICATIONS.c.user_id == user_id)
    if session.scalar(select(NOTIFICATIONS.c.id).where(*own)) is None:
        raise NotFound("notification", notification_id)
    return mark_read(session, user_id, [notification_id])


def _shown(
    session: Session,
    user_id: int,
    limit: int,
    *conditions: ColumnElement[bool],
    kind: str | None = None,
    before: int | None = None,
) -> list[dict[str, Any]]:
    columns = [NOTIFICATIONS.c[name] for name in ("id", "kind", "text", "link", "at", "read_at")]
    query = (
        select(*columns, User.login.label("actor"), User.name.label("actor_name"))
        .select_from(NOTIFICATIONS)
        .outerjoin(User, User.id == NOTIFICATIONS.c.actor_id)
        .where(NOTIFICATIONS.c.user_id == user_id, NOTIFICATIONS.c.on_page, *conditions)
    )
    if kind is not None:
        query = query.where(NOTIFICATIONS.c.kind == kind)
    if before is not None:
        query = query.where(NOTIFICATIONS.c.id < before)
    rows = session.execute(query.order_by(NOTIFICATIONS.c.id.desc()).limit(limit)).mappings()
    return [dict(row) for row in rows]
