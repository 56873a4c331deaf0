"""The calendar's pages and feed, the page of notifications, and what people choose about them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import feed
from db import clock
from tasks import handmade
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]
Desks = Callable[[str], Desk]


def plan(desk: Desk, subject: str = "Call back") -> int:
    due = clock.now().replace(hour=12, minute=0, second=0, microsecond=0).isoformat()
    with desk.work() as work:
        values = {"subject": subject, "due": due, "show_in_calendar": True}
        return handmade.create(work, "lead", desk_lead(desk), values)


def desk_lead(desk: Desk) -> int:
    return desk.enter(contact_name="Maria")


@pytest.mark.requirement("C5")
@pytest.mark.parametrize("view", ["month", "week", "agenda", "decade"])
def test_every_view_shows_own_entries_and_those_of_the_team(visitor: Sign, desk: Desks, view: str) -> None:
    plan(desk("sales"))
    assert "Call back" in visitor("sales").get(f"/calendar?view={view}").text
    other = visitor("sales2")
    assert "Call back" not in other.get(f"/calendar?view={view}").text
    assert "Call back" in other.get(f"/calendar?view={view}&who=all").text
    assert other.get("/calendar?day=9999-99-99&view=month").status_code == 200
    assert other.get("/calendar?day=9999-12-31").status_code == 200


@pytest.mark.requirement("C5")
def test_an_entry_is_moved_by_drag_and_by_form(visitor: Sign, desk: Desks) -> None:
    task, sales = plan(desk("sales")), visitor("sales")
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    assert sales.post(f"/calendar/task/{task}/move", {"day": day}).status_code == 303
    assert f'value="{day}"' in sales.get(f"/calendar/task/{task}/move").text
    assert sales.post(f"/calendar/task/{task}/move", {"day": "soon"}).status_code == 422
    assert "Enter date and time." in sales.post(f"/calendar/task/{task}/move", {"at": ""}).text
    assert sales.post(f"/calendar/task/{task}/move", {"at": day, "at~time": "15:30"}).status_code == 303
    assert 'value="15:30"' in sales.get(f"/calendar/task/{task}/move").text
    assert visitor("sales2").post(f"/calendar/task/{task}/move", {"day": day}).status_code == 403


@pytest.mark.requirement("C5")
def test_the_feed_is_open_to_who_knows_its_address_until_it_is_revoked(
    visitor: Sign, desk: Desks, nobody: Visitor
) -> None:
    plan(desk("sales"))
    sales = visitor("sales")
    shown = sales.post("/account/calendar").text
    found = re.search(r'value="[^"]*(/calendar/[^"]+\.ics)"', shown)
    assert found is not None
    answer = nobody.get(found[1])
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert "SUMMARY:Call back" in answer.text
    assert nobody.get(found[1], **{"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert nobody.get(found[1].replace(".ics", "x.ics")).status_code == 404
    assert sales.post("/account/calendar/revoke").status_code == 303
    assert nobody.get(found[1], **{"If-None-Match": answer.headers["ETag"]}).status_code == 404


@pytest.mark.requirement("C6")
def test_notifications_are_filtered_and_read_one_by_one_or_all(visitor: Sign, desk: Desks) -> None:
    sales, lead_id = desk("sales"), desk("sales").enter()
    for text in ("One, @sales2", "Two, @sales2"):
        with sales.work() as work:
            feed.post(work.session, "lead", lead_id, text, work.actor.author())
    other = visitor("sales2")
    page = other.get("/notices?kind=mentioned").text
    assert "One, @sales2" in page
    assert "One, @sales2" not in other.get("/notices?kind=overdue").text
    newest, *_ = re.findall(r"/notices/(\d+)/read", page)
    assert other.post(f"/notices/{newest}/read").status_code == 303
    unread = other.get("/notices?unread=1").text
    assert ("One, @sales2" in unread, "Two, @sales2" in unread) == (True, False)
    assert other.post("/notices/read", {"page": "1"}).status_code == 303
    assert "Nothing here" in other.get("/notices?unread=1").text


@pytest.mark.requirement("C6")
def test_what_a_person_chose_is_shown_again_and_used_for_times(visitor: Sign) -> None:
    sales = visitor("sales")
    assert sales.get("/account/notifications").status_code == 200
    wrong = sales.post("/account/notifications", {"digest_hour": "7", "quiet_from": "22:00", "time_zone": "Mars"})
    assert wrong.status_code == 422
    assert "Quiet hours need a beginning and an end." in wrong.text
    assert 'value="Mars"' in wrong.text
    chosen = {"mentioned": ["page", "digest"], "digest_hour": "7", "time_zone": "Asia/Tokyo"}
    assert sales.post("/account/notifications", chosen).status_code == 303
    assert "Times in Asia/Tokyo" in sales.get("/calendar").text
    shown = sales.get("/account/notifications").text
    assert re.search(r'name="mentioned" value="digest"[^>]* checked', shown)
    assert not re.search(r'name="assigned" value="page"[^>]* checked', shown)
