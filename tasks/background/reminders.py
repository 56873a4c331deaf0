"""Reminds people of tasks that are due soon or overdue: each task once for each, however often the job runs."""

from datetime import timedelta

from sqlalchemy import BigInteger, ColumnElement, Text, cast, exists, func, select
from sqlalchemy.orm import Session

from crm.models import Notification
from crm.notifications import notify_once
from db import clock
from tasks.models import UserTask
from tasks.notices import link_to
from tasks.rights import of_inactive

SOON = timedelta(hours=2)
MOST = 500
TEXTS = {"due_soon": "Due soon: ", "overdue": "Overdue: "}
# A task whose due time was moved is another thing to be reminded of.
ONCE = func.concat(cast(UserTask.id, Text), "@", cast(func.extract("epoch", UserTask.due), BigInteger))


def remind(session: Session) -> None:
    """Notify the owners of open tasks that fall due within two hours, or fell due within the last day."""
    now = clock.now()
    _tell(session, "due_soon", UserTask.due.between(now, now + SOON))
    _tell(session, "overdue", UserTask.due.between(now - timedelta(days=1), now))


def _tell(session: Session, kind: str, is_due: ColumnElement[bool]) -> None:
    told = exists().where(
        Notification.user_id == UserTask.owner_id, Notification.kind == kind, Notification.once == ONCE
    )
    query = select(UserTask.id, UserTask.owner_id, UserTask.subject, ONCE.label("once")).where(
        UserTask.state == "open", UserTask.owner_id.is_not(None), UserTask.suggested.is_(False), is_due, ~told
    )
    for task in session.execute(query.where(~of_inactive()).order_by(UserTask.due).limit(MOST)):
        words = {"text": TEXTS[kind] + task.subject, "link": link_to("task", task.id), "actor_id": None}
        notify_once(session, task.owner_id, kind, task.once, words)
