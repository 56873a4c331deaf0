"""The calendar: what stands in it and for whom, what may be moved, the feed, invitations to meetings."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from crm.errors import Invalid, NotAllowed, NotFound, StateForbids
from db import clock
from engine.ports import RecordKey
from tasks import handmade, leads, opportunities
from tasks.calendar import addresses, meetings, moves
from tasks.calendar.entries import Entry, Span, find
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.test_background import mailbox, run_jobs, with_smtp

TOMORROW = clock.now().replace(microsecond=0) + timedelta(days=1)


def calendar(desk: Desk, *, everybody: bool = False) -> list[Entry]:
    with desk.work() as work:
        span = Span(work.actor, clock.now() - timedelta(days=1), clock.now() + timedelta(days=30), everybody)
        return find(work.session, span)


def plan_task(desk: Desk, lead_id: int, **values: Any) -> int:
    given = {"subject": "Call back", "due": TOMORROW.isoformat(), "show_in_calendar": True, **values}
    with desk.work() as work:
        return handmade.create(work, "lead", lead_id, given)


def plan_meeting(desk: Desk, lead_id: int, *, invite: bool = False, **values: Any) -> int:
    given = {"kind": "meeting", "subject": "Demo", "at": TOMORROW.isoformat(), "duration_minutes": 45, **values}
    with desk.work() as work:
        return meetings.log(work, RecordKey("lead", lead_id), given | {"invite": invite}).id


def move(desk: Desk, kind: str, entry_id: int, at: datetime) -> None:
    with desk.work() as work:
        moves.move(work, kind, entry_id, at)


@pytest.mark.requirement("C5")
def test_tasks_meetings_and_sales_stand_in_the_calendar_of_their_people(baton: Baton, sales: Desk) -> None:
    lead_id = sales.enter()
    plan_task(sales, lead_id)
    plan_task(sales, lead_id, subject="Hidden", show_in_calendar=False)
    plan_meeting(sales, lead_id)
    with sales.work() as work:
        opportunities.create(work, {"name": "Seats", "owner": "sales2", "next_meeting": TOMORROW.isoformat()})
    assert [(entry.kind, entry.title) for entry in calendar(sales)] == [("meeting", "Demo"), ("task", "Call back")]
    other = Desk(baton, "sales2")
    assert [entry.title for entry in calendar(other)] == ["Meeting: Seats"]
    assert {entry.kind for entry in calendar(other, everybody=True)} == {"meeting", "task", "sale"}


@pytest.mark.requirement("C5")
def test_the_meeting_of_a_handoff_is_shown_until_the_sale_has_it(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Wants 40 seats")
    with sales.work() as work:
        leads.update(work, lead_id, {"meeting_at": TOMORROW})
    [entry] = [entry for entry in calendar(sales) if entry.kind == "handoff"]
    move(sales, "handoff", entry.id, TOMORROW + timedelta(hours=2))
    assert [e.at for e in calendar(sales) if e.kind == "handoff"] == [TOMORROW + timedelta(hours=2)]


@pytest.mark.requirement("C5")
def test_own_tasks_and_meetings_are_moved_and_those_of_others_are_not(baton: Baton, sales: Desk) -> None:
    lead_id = sales.enter()
    task, meeting, later = plan_task(sales, lead_id), plan_meeting(sales, lead_id), TOMORROW + timedelta(days=2)
    for kind, entry_id in (("task", task), ("meeting", meeting)):
        with pytest.raises(NotAllowed):
            move(Desk(baton, "sales2"), kind, entry_id, later)
        move(sales, kind, entry_id, later)
    assert {entry.at for entry in calendar(sales)} == {later}
    move(Desk(baton, "manager"), "task", task, TOMORROW)
    for kind, entry_id in (("task", 999), ("meeting", 999), ("sale", 999), ("party", 1)):
        with pytest.raises(NotFound):
            move(sales, kind, entry_id, later)
    with pytest.raises(Invalid):
        move(sales, "task", task, later.replace(year=3000))


@pytest.mark.requirement("C5")
def test_only_managers_set_the_due_time_of_a_process_aside(baton: Baton, sales: Desk) -> None:
    lead_id = sales.qualified()
    [task] = [task for task in sales.tasks(lead_id) if task["due"]]
    with pytest.raises(NotAllowed, match="its process sets when it is due"):
        move(sales, "task", task["id"], TOMORROW)
    move(Desk(baton, "manager"), "task", task["id"], TOMORROW)


@pytest.mark.requirement("C5")
def test_a_feed_is_read_by_its_secret_until_that_is_renewed_or_revoked(baton: Baton, sales: Desk) -> None:
    plan_task(sales, sales.enter(), subject="Call; back, with\nbackslash \\")
    with sales.work() as work:
        first = addresses.make(work.session, work.actor)
        second = addresses.make(work.session, work.actor)
    secret = {path: path.removeprefix("/calendar/").removesuffix(".ics") for path in (first, second)}
    with baton.sessions() as session:
        assert addresses.feed(session, secret[first]) is None
        content = addresses.feed(session, secret[second])
        assert content == addresses.feed(session, secret[second])
    assert content is not None
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"].startswith("Call; back, with backslash \\ (")
    assert event["dtstart"].dt == TOMORROW
    with sales.work() as work:
        addresses.revoke(work.session, work.actor)
    with baton.sessions() as session:
        assert addresses.feed(session, secret[second]) is None


@pytest.mark.requirement("C5")
def test_the_customer_is_invited_told_of_another_time_and_of_the_end(baton: Baton) -> None:
    with mailbox() as (box, url):
        mailing = with_smtp(baton, url)
        sales = Desk(mailing, "sales")
        people = "Maria <maria@vizor.example>, jan@vizor.example, and us"
        meeting = plan_meeting(sales, sales.enter(), invite=True, participants=people)
        move(sales, "meeting", meeting, TOMORROW + timedelta(hours=1))
        with sales.work() as work:
            meetings.cancel(work, meeting)
        with sales.work() as work, pytest.raises(StateForbids):
            meetings.cancel(work, meeting)
        run_jobs(mailing)
        told = [message for message in box.messages if message["To"] == "maria@vizor.example"]
        assert len(box.messages) == 6
        events = []
        for message in told:
            [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
            parsed = Calendar.from_ical(part.get_payload(decode=True))
            assert part.get_param("method") == parsed["method"]
            [event] = parsed.walk("VEVENT")
            events.append((parsed["method"], event["sequence"], event["dtstart"].dt, event["uid"]))
        later, uid = TOMORROW + timedelta(hours=1), f"meeting-{meeting}@127.0.0.1"
        assert sorted(events, key=lambda event: event[1]) == [
            ("REQUEST", 0, TOMORROW, uid),
            ("REQUEST", 1, later, uid),
            ("CANCEL", 2, later, uid),
        ]
        mailing.engine.dispose()


@pytest.mark.requirement("C5")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"participants": "Maria"}, "participants"),
        ({"kind": "call", "direction": "incoming", "participants": "maria@vizor.example"}, "invite"),
        ({"at": "2020-01-01T10:00Z", "participants": "maria@vizor.example"}, "at"),
    ],
)
def test_a_wrong_invitation_is_refused(sales: Desk, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        plan_meeting(sales, sales.enter(), invite=True, **values)
    assert set(invalid.value.errors) == {field}
