"""Background work: mails over a real SMTP server, timers at their time, reminders, tidying up."""

import asyncio
import dataclasses
import email
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from procrastinate import PsycopgConnector
from procrastinate.jobs import DeleteJobCondition
from sqlalchemy import func, select, text

from crm.models import IdempotentRequest, Notification, OutgoingMail
from db import clock
from db.connection import conninfo
from tasks import mail
from tasks.background import housekeeping, listing, reminders
from tasks.background.jobs import make_app
from tasks.background.schedule import CADENCES, _defer_once, make_scheduler
from tasks.bootstrap import build
from tasks.deferral import defer
from tasks.work import Baton
from tests.desk import Desk


class Mailbox:
    """An SMTP server that keeps what it gets, and can be told to be away."""

    def __init__(self) -> None:
        self.messages: list[email.message.Message] = []
        self.away = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.away:
            return "451 come back later"
        self.messages.append(email.message_from_bytes(envelope.content))
        return "250 OK"


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def run_jobs(baton: Baton) -> None:
    """Run every job that is due, then stop: in a thread, since a browser of this process may have a loop running here."""

    async def run() -> None:
        app = make_app(baton, PsycopgConnector(conninfo=conninfo(baton.engine.url), min_size=1, max_size=3))
        async with app.open_async():
            await app.run_worker_async(
                wait=False,
                concurrency=1,
                install_signal_handlers=False,
                listen_notify=False,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
            )

    with ThreadPoolExecutor(1) as thread:
        thread.submit(copy_context().run, asyncio.run, run()).result()


def with_smtp(baton: Baton, url: str) -> Baton:
    return build(dataclasses.replace(baton.settings, smtp_url=url), baton.engine.url)


@pytest.mark.requirement("B8")
def test_remind_owner_reaches_the_owner_by_mail(baton: Baton) -> None:
    with mailbox() as (box, url):
        mailing = with_smtp(baton, url)
        sales = Desk(mailing, "sales")
        lead_id = sales.qualified()
        sales.act(lead_id, "move_to_stage", stage="nurturing")
        sales.complete(lead_id, "distribution", "start-handoff", owner="sales2", remind_owner=True)
        assert box.messages == []
        run_jobs(mailing)
        [message] = box.messages
        assert message["To"] == "sales2@baton.example"
        assert f"http://127.0.0.1:8000/leads/{lead_id}" in message.get_payload()
        run_jobs(mailing)
        assert len(box.messages) == 1
        with mailing.sessions() as session:
            assert session.scalars(select(OutgoingMail.state)).one() == "sent"
        mailing.engine.dispose()


def test_a_mail_that_was_not_taken_says_why_and_is_sent_later(baton: Baton) -> None:
    with mailbox() as (box, url):
        mailing = with_smtp(baton, url)
        box.away = True
        with mailing.sessions.begin() as session:
            mail_id = mail.queue(session, "ann@example.com", "Hello\nBcc: evil@example.com", "World")
        run_jobs(mailing)
        with mailing.sessions() as session:
            row = session.get_one(OutgoingMail, mail_id)
            assert (row.state, row.attempts) == ("failed", 1)
            assert "come back later" in (row.error or "")
        box.away = False
        with mailing.sessions.begin() as session:
            session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now()"))
        run_jobs(mailing)
        [message] = box.messages
        assert message["Subject"] == "Hello Bcc: evil@example.com"
        assert message["Bcc"] is None
        mailing.engine.dispose()


def test_a_mail_exists_only_if_its_transaction_does(baton: Baton) -> None:
    with mailbox() as (box, url):
        mailing = with_smtp(baton, url)
        with mailing.sessions() as session:
            mail.queue(session, "ann@example.com", "Hello", "World")
            session.rollback()
        run_jobs(mailing)
        assert box.messages == []
        mailing.engine.dispose()


def notified(baton: Baton, kind: str) -> int:
    with baton.sessions() as session:
        return session.scalar(select(func.count()).where(Notification.kind == kind)) or 0


def test_owners_are_reminded_once_of_what_is_due_soon_and_overdue(baton: Baton, sales: Desk) -> None:
    sales.qualified()
    for hours, soon, overdue in ((1, 0, 0), (46.5, 1, 0), (47, 1, 0), (49, 1, 1), (50, 1, 1)):
        with clock.moved(timedelta(hours=hours)), baton.sessions.begin() as session:
            reminders.remind(session)
        assert (notified(baton, "due_soon"), notified(baton, "overdue")) == (soon, overdue), hours


def test_the_clock_defers_each_job_once_while_it_waits(baton: Baton) -> None:
    for _ in range(3):
        for task in CADENCES:
            _defer_once(baton, task)
    with baton.sessions() as session:
        waiting = session.execute(text("SELECT task_name, count(*) FROM procrastinate_jobs GROUP BY 1")).all()
    assert dict(waiting) == dict.fromkeys(CADENCES, 1)
    run_jobs(baton)
    with baton.sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'")) == 0
    scheduler = make_scheduler(baton)
    assert {job.id for job in scheduler.get_jobs()} == set(CADENCES)


def test_old_answers_are_forgotten(baton: Baton, sales: Desk) -> None:
    with sales.work() as work:
        work.session.add(
            IdempotentRequest(user_id=work.actor.id, key="k", method="POST", path="/", body_hash="", status=200)
        )
    for days, left in ((1, 1), (3, 0)):
        with clock.moved(timedelta(days=days)), baton.sessions.begin() as session:
            housekeeping.tidy_up(session)
        with baton.sessions() as session:
            assert session.scalar(select(func.count()).select_from(IdempotentRequest)) == left


def test_a_job_that_was_given_up_is_shown_and_run_again(baton: Baton, crmadmin: Desk) -> None:
    with baton.sessions.begin() as session:
        job_id = defer(session, "tidy_up", {})
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed', attempts = 10"))
    with crmadmin.work() as work:
        [job] = listing.jobs(work)
        assert (job["id"], job["task"], job["state"], job["attempts"]) == (job_id, "tidy_up", "failed", 10)
        assert listing.run_again(work, job_id)
        assert not listing.run_again(work, job_id)
    run_jobs(baton)
    with crmadmin.work() as work:
        assert listing.jobs(work) == []
