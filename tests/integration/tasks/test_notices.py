"""Notifications by the channels that people chose: bell, mail, digest; quiet hours; nothing twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm import feed, notifications
from crm import notification_preferences as preferences
from crm.errors import Invalid
from crm.models import Notification, OutgoingMail
from db import clock
from tasks.background import notice_mails, reminders
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.test_background import mailbox, run_jobs, with_smtp


def prefer(desk: Desk, **values: object) -> None:
    with desk.work() as work:
        preferences.put(work.session, work.actor.id, values)


def mention(desk: Desk, lead_id: int, text: str) -> None:
    with desk.work() as work:
        feed.post(work.session, "lead", lead_id, text, work.actor.author())


def unread(desk: Desk) -> list[str]:
    with desk.work() as work:
        return [row["text"] for row in notifications.unread(work.session, work.actor.id)]


@pytest.mark.requirement("C6")
def test_what_is_wanted_by_mail_comes_once_with_a_link_to_the_settings(baton: Baton) -> None:
    with mailbox() as (box, url):
        mailing = with_smtp(baton, url)
        sales, manager = Desk(mailing, "sales"), Desk(mailing, "sales2")
        prefer(manager, channels={"mentioned": ["page", "email"]})
        mention(sales, sales.enter(), "Look, @sales2")
        for _ in range(2):
            with mailing.sessions.begin() as session:
                notice_mails.send(session)
            run_jobs(mailing)
        [message] = box.messages
        assert message["To"] == "sales2@baton.example"
        assert "/account/notifications" in message.get_payload()
        assert unread(manager) == ["You were mentioned: Look, @sales2"]
        mailing.engine.dispose()


@pytest.mark.requirement("C6")
def test_a_crash_before_the_commit_leaves_the_mail_to_the_next_run(baton: Baton, sales: Desk) -> None:
    prefer(Desk(baton, "sales2"), channels={"mentioned": ["email"]})
    mention(sales, sales.enter(), "Look, @sales2")
    with baton.sessions() as session:
        notice_mails.send(session)
        session.rollback()
    for _ in range(2):
        with baton.sessions.begin() as session:
            notice_mails.send(session)
    with baton.sessions() as session:
        assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1
    assert unread(Desk(baton, "sales2")) == []


@pytest.mark.requirement("C6")
def test_no_channel_means_nothing_at_all(baton: Baton, sales: Desk) -> None:
    prefer(Desk(baton, "sales2"), channels={"mentioned": []})
    mention(sales, sales.enter(), "Look, @sales2")
    with baton.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Notification)) == 0


@pytest.mark.requirement("C6")
def test_mails_wait_until_quiet_hours_are_over(baton: Baton, sales: Desk) -> None:
    begins, ends = (clock.now() + timedelta(hours=hours) for hours in (-1, 1))
    quiet = {"quiet_from": f"{begins:%H:%M}", "quiet_until": f"{ends:%H:%M}", "time_zone": "UTC"}
    prefer(Desk(baton, "sales2"), channels={"mentioned": ["email"]}, **quiet)
    lead_id = sales.enter()
    mention(sales, lead_id, "Look, @sales2")
    for hours, sent in ((0, 0), (2, 1), (2, 1)):
        with clock.moved(timedelta(hours=hours)), baton.sessions.begin() as session:
            notice_mails.send(session)
        with baton.sessions() as session:
            assert session.scalar(select(func.count()).select_from(OutgoingMail)) == sent


@pytest.mark.requirement("C6")
def test_the_digest_comes_once_a_day_at_the_chosen_hour_with_what_is_unread(baton: Baton, sales: Desk) -> None:
    taker = Desk(baton, "sales2")
    hour = (clock.now() + timedelta(hours=1)).hour
    prefer(taker, channels={"mentioned": ["page", "digest"]}, digest_hour=hour, time_zone="UTC")
    lead_id = sales.enter()
    mention(sales, lead_id, "First, @sales2")
    mention(sales, lead_id, "Second, @sales2")
    with taker.work() as work:
        read = notifications.unread(work.session, work.actor.id)[0]["id"]
        notifications.mark_read(work.session, work.actor.id, [read])
    for hours, sent in ((0, 0), (1, 1), (1.5, 1), (25, 1)):
        with clock.moved(timedelta(hours=hours)), baton.sessions.begin() as session:
            notice_mails.send_digests(session)
        with baton.sessions() as session:
            mails = session.scalars(select(OutgoingMail)).all()
            assert len(mails) == sent, hours
    [digest] = mails
    assert digest.subject == "1 new notification"
    assert "First" in digest.body
    assert "Second" not in digest.body


@pytest.mark.requirement("C6")
def test_a_task_that_is_moved_is_reminded_of_again(baton: Baton, sales: Desk) -> None:
    sales.qualified()
    for hours, told in ((46.5, 1), (47, 1)):
        with clock.moved(timedelta(hours=hours)), baton.sessions.begin() as session:
            reminders.remind(session)
        assert len([text for text in unread(sales) if text.startswith("Due soon")]) == told


@pytest.mark.requirement("C6")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"channels": {"mentioned": ["pigeon"]}}, "channels.mentioned"),
        ({"channels": {"born": ["page"]}}, "channels.born"),
        ({"channels": 7}, "channels"),
        ({"digest_hour": 24}, "digest_hour"),
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_from": "25:00", "quiet_until": "06:00"}, "quiet_from"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"pigeon": True}, "pigeon"),
    ],
)
def test_wrong_preferences_are_told_at_their_fields(sales: Desk, values: dict[str, object], field: str) -> None:
    with sales.work() as work, pytest.raises(Invalid) as invalid:
        preferences.put(work.session, work.actor.id, values)
    assert set(invalid.value.errors) == {field}
