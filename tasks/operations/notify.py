"""Operations that tell people something: in the page, and by mail."""

from typing import Any

from crm import people
from engine.errors import OperationFailed
from engine.ports import Call
from tasks import notices, record_mails
from tasks.operations.authorship import author_of
from tasks.operations.registry import operation


@operation("notify.user", "notified")
def notify_user(call: Call, user: str | None, text: str, mail: bool = False) -> dict[str, Any]:
    """Tell a person something by the bell, and by mail too if asked; nobody is told when no user is named."""
    if user is None:
        return {"notified": False}
    user_id = people.id_of(call.session, user)
    if user_id is None:
        raise OperationFailed("notify.user", f"there is no user “{user}”")
    notices.tell(call.session, user_id, "process", text, call.record, author_of(call))
    if mail:
        notices.tell_by_mail(call.session, user_id, text, call.record)
    return {"notified": True}


@operation("mail.send", "mail_id")
def send_mail(call: Call, to: str, subject: str, body: str) -> dict[str, Any]:
    """Send a mail and log it on the record; without a mail server it is kept and shown under “Outgoing mail”."""
    values = {"to": to, "subject": subject, "body": body}
    return {"mail_id": record_mails.send(call.session, call.record, values, author_of(call)).mail_id}
