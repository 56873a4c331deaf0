"""Reminds people of tasks that are due soon or overdue: each task once for each, under the bell."""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from crm.changes import Author
from crm.models import Notification
from crm.notifications import notify
from db import clock
from tasks.models import UserTask
from tasks.notices import link_to

SOON = timedelta(hours=2)
MOST = 500
TEXTS = {"due_soon": "Due soon: ", "overdue": "Overdue: "}


def remind(session: Session) -> None:
    """Notify the owners of open tasks that fall due within two hours, or fell due within the last day."""
    now = clock.now()
    _tell(session, "due_soon", UserTask.due.between(now, now + SOON))
    _tell(session, "overdue", UserTask.due.between(now - timedelta(days=1), now))


def _tell(session: Session, kind: str, is_due: ColumnElement[bool]) -> None:
    told = exists().where(
        Notification.user_id == UserTask.owner_id,
        Notification.kind == kind,
        Notification.text == TEXTS[kind] + UserTask.subject,
        Notification.at >= UserTask.created_at,
        Notification.link.endswith("/" + UserTask.id.cast(Notification.link.type)),
    )
    query = select(UserTask).where(
        UserTask.state == "open", UserTask.owner_id.is_not(None), UserTask.suggested.is_(False), is_due, ~told
    )
    for task in session.scalars(query.limit(MOST)):
        assert task.owner_id is not None
        notify(
            session, task.owner_id, kind, TEXTS[kind] + task.subject, link_to("task", task.id), Author(actor_id=None)
        )
