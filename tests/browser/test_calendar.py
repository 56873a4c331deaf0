"""The calendar in a browser: dragged, moved by keyboard, an agenda on a phone; mentions suggested; preferences kept."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from db import clock
from tasks import handmade
from tasks.work import Baton
from tests.browser.conftest import PHONE, Site
from tests.desk import Desk


def plan(baton: Baton) -> int:
    sales = Desk(baton, "sales")
    lead_id = sales.enter(contact_name="Maria")
    due = clock.now().replace(hour=12, minute=0, second=0, microsecond=0).isoformat()
    with sales.work() as work:
        handmade.create(work, "lead", lead_id, {"subject": "Call back", "due": due, "show_in_calendar": True})
    return lead_id


@pytest.mark.requirement("C5")
def test_a_task_is_dragged_to_another_day_and_moved_by_keyboard(site: Site, baton: Baton) -> None:
    plan(baton)
    page = site.open("sales", "/calendar?view=week")
    today = clock.now().date()
    monday = today - timedelta(days=today.weekday())
    other = next(day for day in (monday, monday + timedelta(days=1)) if day != today)
    page.locator(".calendar-entry", has_text="Call back").drag_to(page.locator(f'[data-day="{other}"]'))
    moved = page.locator(f'[data-day="{other}"] .calendar-entry')
    expect(moved).to_contain_text("Call back")
    page.get_by_role("button", name="Move: Call back").first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Dialog")
    dialog.locator('input[type="date"]').fill(today.isoformat())
    dialog.get_by_role("button", name="Move", exact=True).press("Enter")
    expect(page.locator(f'[data-day="{today}"] .calendar-entry')).to_contain_text("Call back")
    page.locator(f'[data-day="{today}"] .calendar-entry a').click()
    expect(page.get_by_role("heading", name="Call back").first).to_be_visible()


@pytest.mark.requirement("C5")
def test_a_phone_shows_the_agenda(site: Site, baton: Baton) -> None:
    plan(baton)
    page = site.open("sales", "/calendar", PHONE)
    expect(page.locator(".calendar-grid")).to_be_hidden()
    expect(page.locator(".calendar-agenda")).to_contain_text("Call back")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.requirement("C6")
def test_an_at_suggests_people_and_who_is_mentioned_is_told(site: Site, baton: Baton) -> None:
    lead_id = plan(baton)
    page = site.open("sales", f"/leads/{lead_id}?tab=feed")
    post = page.get_by_label("New post")
    post.press_sequentially("Look @sales2")
    expect(page.locator("[data-mention]")).to_have_count(1)
    post.press("Enter")
    expect(post).to_have_value("Look @sales2 ")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".feed-item")).to_contain_text("Look")
    told = site.open("sales2", "/notices")
    expect(told.locator(".notice-line")).to_contain_text("You were mentioned: Look @sales2")
    told.get_by_role("button", name="Mark as read: You").click()
    expect(told.locator(".notice-line.is-unread")).to_have_count(0)


@pytest.mark.requirement("C6")
def test_channels_are_chosen_and_kept(site: Site) -> None:
    page = site.open("sales", "/account/notifications")
    page.get_by_label("Somebody mentions me: E-mail").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Somebody mentions me: E-mail")).to_be_checked()
