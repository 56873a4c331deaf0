"""Telling people: a line under the bell, and a mail where it is wanted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import notifications
from crm.changes import Author
from crm.models import User
from engine.ports import RecordKey
from tasks import mail

PAGES = {"lead": "leads", "opportunity": "opportunities", "order": "orders", "task": "inbox"}


def link_to(record_type: str, record_id: int) -> str:
    """Return the path of a record's page."""
    return f"/{PAGES[record_type]}/{record_id}"


def tell(session: Session, user_id: int, kind: str, text: str, record: RecordKey, author: Author) -> None:
    """Tell a person something about a record, by the bell."""
    notifications.notify(session, user_id, kind, text, link_to(record.type, record.id), author)


def tell_by_mail(session: Session, user_id: int, text: str, record: RecordKey) -> None:
    """Tell a person something about a record by mail, if their address is known."""
    address = session.scalar(select(User.email).where(User.id == user_id))
    if address:
        link = link_to(record.type, record.id)
        mail.queue(session, address, text, mail.with_link(session, text, link), record)


def assigned(session: Session, owner_id: int, task_id: int, subject: str, actor_id: int | None) -> None:
    """Tell a person that a task has come to them from somebody else."""
    author = Author(actor_id=actor_id)
    notifications.notify(session, owner_id, "assigned", f"New task: {subject}", link_to("task", task_id), author)
