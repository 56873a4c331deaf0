"""Telling people: a line under the bell, and a mail where it is wanted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import notification_preferences as preferences
from crm import notifications
from crm.changes import Author
from crm.models import User
from engine.ports import RecordKey
from tasks import mail

PAGES = {"lead": "leads", "opportunity": "opportunities", "order": "orders", "task": "inbox"}
REMINDED = "reminded"
SETTINGS = "/account/notifications"
CHOOSE = "\n-- \nChoose what you are told by mail:"


def link_to(record_type: str, record_id: int) -> str:
    """Return the path of a record's page."""
    return f"/{PAGES[record_type]}/{record_id}"


def tell(session: Session, user_id: int, kind: str, text: str, record: RecordKey, author: Author) -> None:
    """Tell a person something about a record, by the bell."""
    notifications.notify(session, user_id, kind, text, link_to(record.type, record.id), author)


def tell_by_mail(session: Session, user_id: int, text: str, record: RecordKey) -> None:
    """Remind a person of a record by mail, if they want that and their address is known; after their quiet hours."""
    if preferences.EMAIL not in preferences.channels(session, user_id, REMINDED):
        return
    link = link_to(record.type, record.id)
    address = session.scalar(select(User.email).where(User.id == user_id))
    if preferences.is_quiet(session, user_id):
        notifications.mail_later(session, user_id, REMINDED, text, link)
    elif address:
        mail.queue(session, address, text, body(session, text, link), record)


def body(session: Session, text: str, link: str | None) -> str:
    """Return the body of a mail: the text, the page it is about, and where to choose what comes by mail."""
    return mail.with_link(session, text, link or "/") + mail.with_link(session, CHOOSE, SETTINGS)


def assigned(session: Session, owner_id: int, task_id: int, subject: str, actor_id: int | None) -> None:
    """Tell a person that a task has come to them from somebody else."""
    author = Author(actor_id=actor_id)
    notifications.notify(session, owner_id, "assigned", f"New task: {subject}", link_to("task", task_id), author)
