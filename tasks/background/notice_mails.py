"""Mails of notifications: one for each as it comes, or one a day for all. What was sent is marked in the same step."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm import notification_preferences as preferences
from crm.models import Notification, NotificationPreference, User
from crm.record_types import table_of
from db import clock
from tasks import mail, notices

NOTIFICATIONS, PREFERENCES = table_of(Notification), table_of(NotificationPreference)
MOST = 200
MOST_IN_DIGEST = 100


def send(session: Session) -> None:
    """Queue a mail for each notification that is wanted by mail; those of people in their quiet hours wait."""
    waiting = (
        select(NOTIFICATIONS.c.id, NOTIFICATIONS.c.text, NOTIFICATIONS.c.link, User.email, User.active)
        .join(User, User.id == NOTIFICATIONS.c.user_id)
        .where(NOTIFICATIONS.c.by_mail, NOTIFICATIONS.c.mailed_at.is_(None))
        .where(NOTIFICATIONS.c.user_id.not_in(preferences.quiet_now(session)))
        .order_by(NOTIFICATIONS.c.id)
        .limit(MOST)
        .with_for_update(of=NOTIFICATIONS, skip_locked=True)
    )
    found = session.execute(waiting).all()
    for told in found:
        if told.active and told.email:
            mail.queue(session, told.email, told.text, notices.body(session, told.text, told.link))
    done = NOTIFICATIONS.c.id.in_([told.id for told in found])
    session.execute(update(NOTIFICATIONS).where(done).values(mailed_at=clock.now()))


def send_digests(session: Session) -> None:
    """Queue the daily mail of everybody whose hour has come, with what they have not read since the last one."""
    has_some = (
        select(NOTIFICATIONS.c.user_id)
        .where(NOTIFICATIONS.c.in_digest, NOTIFICATIONS.c.digested_at.is_(None))
        .distinct()
        .scalar_subquery()
    )
    waiting = select(NotificationPreference).where(PREFERENCES.c.user_id.in_(has_some))
    for row in session.scalars(waiting.with_for_update(skip_locked=True)):
        now = preferences.local_now(session, row.user_id)
        if now.hour >= row.digest_hour and row.digested_on != now.date():
            row.digested_on = now.date()
            _digest(session, row.user_id)


def _digest(session: Session, user_id: int) -> None:
    ready = (
        NOTIFICATIONS.c.user_id == user_id,
        NOTIFICATIONS.c.in_digest,
        NOTIFICATIONS.c.digested_at.is_(None),
    )
    unread = NOTIFICATIONS.c.read_at.is_(None) | ~NOTIFICATIONS.c.on_page
    newest = select(NOTIFICATIONS.c.text, NOTIFICATIONS.c.link).where(*ready, unread)
    count = session.scalar(select(func.count()).select_from(NOTIFICATIONS).where(*ready, unread)) or 0
    told = session.execute(newest.order_by(NOTIFICATIONS.c.id.desc()).limit(MOST_IN_DIGEST)).all()
    address = session.scalar(select(User.email).where(User.id == user_id, User.active))
    if told and address:
        subject = f"{count} new notification{'s' if count > 1 else ''}"
        mail.queue(session, address, subject, notices.body(session, _lines(session, told, count), "/notices"))
    session.execute(update(NOTIFICATIONS).where(*ready).values(digested_at=clock.now()))


def _lines(session: Session, told: Sequence[Any], count: int) -> str:
    site = mail.settings_of(session).base_url
    lines = [f"* {row.text}\n  {site}{row.link or '/notices'}" for row in told]
    if count > len(told):
        lines.append(f"… and {count - len(told)} more.")
    return "\n".join(lines)
