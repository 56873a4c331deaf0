"""Outgoing mail: written down in the transaction that causes it, sent by a job afterwards."""

import re
import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import settings as system_settings
from crm.models import OutgoingMail
from db import clock
from db.settings import Settings
from engine.ports import RecordKey
from tasks import deferral

TIMEOUT_SECONDS = 20
METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


def queue(
    session: Session,
    to: str,
    subject: str,
    body: str,
    record: RecordKey | None = None,
    created_by: int | None = None,
) -> int:
    """Write a mail down and have it sent once the transaction is committed; return its id.

    Without a mail server it stays where it is, to be read under “Outgoing mail”.
    """
    row = OutgoingMail(
        to=to,
        subject=" ".join(subject.split()),
        body=body,
        record_type=record.type if record else None,
        record_id=record.id if record else None,
        created_by=created_by,
        state="queued" if has_server(session) else "kept",
    )
    session.add(row)
    session.flush()
    if row.state == "queued":
        deferral.defer(session, "send_mail", {"mail_id": row.id}, lock=f"mail-{row.id}")
    return row.id


def has_server(session: Session) -> bool:
    """Say whether mails are sent at all."""
    return bool(settings_of(session).smtp_url)


def with_link(session: Session, text: str, path: str) -> str:
    """Return a mail's body: the text and the address of the page it speaks of."""
    return f"{text}\n\n{settings_of(session).base_url}{path}\n"


def settings_of(session: Session) -> Settings:
    """Return the settings of the installation that a session belongs to; `tasks.bootstrap` puts them there."""
    settings: Settings = session.info["settings"]
    return settings


def send(session: Session, mail_id: int) -> None:
    """Send one mail. The row is locked, so that two workers never send it twice; a failure is raised to be retried."""
    row = session.scalar(select(OutgoingMail).where(OutgoingMail.id == mail_id).with_for_update())
    smtp_url = settings_of(session).smtp_url
    if row is None or row.state == "sent" or smtp_url is None:
        return
    sender = system_settings.get(session, "mail-sender") or "baton@localhost"
    _deliver(smtp_url, _compose(row, sender))
    row.state, row.sent_at, row.error = "sent", clock.now(), None


def _compose(row: OutgoingMail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, row.to, row.subject
    message["Message-ID"] = f"<baton-{row.id}@{sender.rpartition('@')[2]}>"
    message.set_content(row.body)
    if row.calendar:
        _attach(message, row.calendar)
    return message


def _attach(message: EmailMessage, calendar: str) -> None:
    """Add an iCalendar object so that mail programs offer to accept it, and others show it as a file (RFC 6047)."""
    method = METHOD.search(calendar)
    parameters = {"charset": "utf-8", "method": method[1] if method else "REQUEST"}
    message.add_alternative(calendar.encode(), maintype="text", subtype="calendar", params=parameters)


def _deliver(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or 0, timeout=TIMEOUT_SECONDS) as server:
        if parts.scheme == "smtp+tls":
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
