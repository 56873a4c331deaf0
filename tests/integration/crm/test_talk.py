"""Feed, activities, notifications and history: what is said about a record, and what is told to people."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import activities, contacts, feed, history, leads, notifications, people
from crm.changes import Author
from crm.errors import Invalid
from db import clock
from tests.integration.crm.conftest import Crew, enter


@pytest.mark.requirement("F9")
def test_posts_come_newest_first_with_their_author_or_their_step(session: Session, crew: Crew, by: Author) -> None:
    lead = enter(session, by)
    feed.post(session, "lead", lead.id, " Hello ", by)
    feed.post(session, "lead", lead.id, "Moved on", Author(None, "lead-handoff/feed"))
    moved, hello = feed.of(session, "lead", lead.id)
    assert (hello["text"], hello["author"], hello["author_name"]) == ("Hello", "sofia", "Sofia")
    assert (moved["author"], moved["process_element"]) == (None, "lead-handoff/feed")
    assert feed.of(session, "lead", lead.id, before=moved["id"]) == [hello]


@pytest.mark.requirement("F9")
def test_mentioned_people_are_told_once_and_never_the_author(session: Session, crew: Crew, by: Author) -> None:
    lead = enter(session, by)
    text = "@simon, ask @Milo. Mail me@simon.example, or @nobody; thanks @simon! @sofia"
    post = feed.post(session, "lead", lead.id, text, by)
    assert post.mentions == ["milo", "simon", "sofia"]
    [told] = notifications.unread(session, crew["simon"].id)
    assert (told["kind"], told["link"], told["actor"]) == ("mentioned", f"/leads/{lead.id}", "sofia")
    assert notifications.unread(session, crew["sofia"].id) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * 20_001, "nul \x00"])
def test_an_empty_or_endless_post_is_refused(session: Session, by: Author, text: str) -> None:
    with pytest.raises(Invalid) as invalid:
        feed.post(session, "lead", enter(session, by).id, text, by)
    assert set(invalid.value.errors) == {"text"}


@pytest.mark.requirement("F8")
def test_calls_mails_and_meetings_are_logged(session: Session, by: Author) -> None:
    lead = enter(session, by)
    call = {"kind": "call", "direction": "incoming", "subject": "Asked for a price", "duration_minutes": 5}
    activities.log(session, "lead", lead.id, call, by)
    later = (clock.now() + timedelta(days=1)).isoformat()
    activities.log(session, "lead", lead.id, {"kind": "meeting", "subject": "At the fair", "at": later}, by)
    meeting, logged = activities.of(session, "lead", lead.id)
    assert (meeting["kind"], meeting["direction"]) == ("meeting", None)
    assert (logged["direction"], logged["duration_minutes"], logged["author"]) == ("incoming", 5, "sofia")
    assert logged["at"] <= clock.now()
    assert activities.of(session, "lead", lead.id, kind="call") == [logged]


@pytest.mark.requirement("F8")
@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"kind", "subject"}),
        ({"kind": "letter", "subject": "x"}, {"kind"}),
        ({"kind": "call", "subject": "x"}, {"direction"}),
        ({"kind": "call", "subject": "x", "direction": "up"}, {"direction"}),
        ({"kind": "meeting", "subject": "x", "at": "tomorrow", "duration_minutes": -1}, {"at", "duration_minutes"}),
        ({"kind": "meeting", "subject": "x", "duration_minutes": 20_000}, {"duration_minutes"}),
        ({"kind": "meeting", "subject": "x", "place": "here"}, {"place"}),
    ],
)
def test_a_wrong_activity_is_refused(session: Session, by: Author, values: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as invalid:
        activities.log(session, "lead", enter(session, by).id, values, by)
    assert set(invalid.value.errors) == wrong


def test_notifications_are_read_one_by_one_or_all_by_their_own_user(session: Session, crew: Crew, by: Author) -> None:
    simon, milo = crew["simon"].id, crew["milo"].id
    first, *_ = [notifications.notify(session, simon, "assigned", f"Task {n}", "/inbox", by) for n in range(3)]
    notifications.notify(session, milo, "assigned", "Another", None, Author())
    assert notifications.count_unread(session, simon) == 3
    assert notifications.mark_read(session, milo, [first]) == 0
    assert notifications.mark_read(session, simon, [first]) == 1
    assert [row["text"] for row in notifications.unread(session, simon)] == ["Task 2", "Task 1"]
    assert notifications.mark_read(session, simon) == 2
    assert notifications.count_unread(session, simon) == 0
    latest = notifications.latest(session, simon)
    assert len(latest) == 3
    assert all(row["read_at"] and row["actor_name"] == "Sofia" for row in latest)


@pytest.mark.requirement("F9", "H2")
def test_history_speaks_in_names(session: Session, crew: Crew, by: Author) -> None:
    lead = enter(session, by, source="bing")
    contact = contacts.create(session, {"name": "Maria"}, by)
    changed = {"owner": "simon", "source": "linkedin", "contact_id": contact.id, "budget": "10", "strategy": "Call"}
    leads.update(session, lead.id, changed, Author(crew["ada"].id, None, 7))
    leads.set_stage(session, lead.id, "handoff", by)
    *rows, created = history.of(session, "lead", lead.id)
    told = {row["label"]: (row["old_name"], row["new_name"]) for row in rows}
    assert told["Owner"] == (None, "Simon")
    assert told["Lead source"] == ("Bing", "LinkedIn")
    assert told["Contact"] == (None, "Maria")
    assert told["Stage"] == ("Qualification", "Handoff to sales")
    assert told["Budget"] == (None, None)
    budget = next(row for row in rows if row["field"] == "budget")
    assert (budget["old"], budget["new"], budget["actor"], budget["task_id"]) == (None, "10.00", "ada", 7)
    assert (created["label"], created["actor_name"], created["new"]["source"]) == ("Created", "Sofia", "bing")
    assert history.of(session, "lead", lead.id, limit=1, before=created["id"] + 1) == [created]


@pytest.mark.requirement("F9")
def test_history_of_a_user_names_the_changed_things(session: Session, crew: Crew, by: Author) -> None:
    people.update_user(session, crew["simon"].id, {"roles": ["admin"], "division": "key-accounts"}, by)
    rows = {row["field"]: row for row in history.of(session, "user", crew["simon"].id)}
    assert rows["division"]["new_name"] == "Key accounts"
    assert rows["roles"]["new"] == ["admin"]
