"""The inbox in a browser: one task after the other, nothing typed is lost, two people at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site
from tests.desk import Desk

Seat = Callable[[str], Desk]
RECORD = ".task-record a[href^='/leads']"
CONTACT = "Contact the customer and specify"
DAY, TIME = "[data-field=rescheduled_to] input[type=date]", "[data-field=rescheduled_to] input[type=time]"


def rows(page: Page) -> int:
    return page.locator("#inbox-list [data-row]").count()


def complete(page: Page) -> None:
    page.locator(".task-form [data-primary]").click()


def complete_as(page: Page, result: str) -> None:
    page.get_by_label(result, exact=True).check()
    complete(page)


@pytest.mark.requirement("C2")
def test_completing_a_task_opens_the_next_one_of_the_list_without_leaving(site: Site, desk: Seat) -> None:
    first, second = desk("sales").qualified(), desk("sales").qualified()
    page = site.open("sales", "/inbox")
    expect(page.locator("#inbox-list [data-row]")).to_have_count(2)
    expect(page.locator(RECORD)).to_have_attribute("href", f"/leads/{first}")
    page.get_by_label("Back to distribution").check()
    complete(page)
    expect(page.locator(RECORD)).to_have_attribute("href", f"/leads/{second}")
    expect(page.locator("#toasts")).to_contain_text("Completed")
    expect(page.locator("#inbox-list [data-row]")).to_have_count(2)
    complete_as(page, "Not interested")
    # Nothing stands after it any more: what came of the first one is there.
    expect(page.locator(".task-card h2")).to_have_text("Lead management: Distribution")


@pytest.mark.requirement("C3")
def test_wrong_input_is_told_at_the_field_and_nothing_typed_is_lost(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.get_by_label("Result details").fill("Ask again in June")
    expect(page.locator(DAY)).to_be_hidden()
    page.get_by_label("Rescheduled", exact=True).check()
    complete(page)
    expect(page.locator("[data-field=rescheduled_to] .invalid-feedback")).to_have_text("This field is required.")
    expect(page.get_by_label("Result details")).to_have_value("Ask again in June")
    expect(page.get_by_label("Rescheduled", exact=True)).to_be_checked()


@pytest.mark.requirement("C3")
def test_a_draft_survives_a_reload(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.get_by_label("Rescheduled", exact=True).check()
    page.locator(DAY).fill("2031-05-04")
    page.locator(TIME).fill("10:30")
    page.get_by_label("Result details").fill("On holiday until May")
    expect(page.locator("[data-draft-note]")).to_have_text("Draft saved")
    page.reload()
    expect(page.get_by_label("Result details")).to_have_value("On holiday until May")
    expect(page.locator(DAY)).to_have_value("2031-05-04")
    expect(page.locator(TIME)).to_have_value("10:30")
    expect(page.get_by_label("Rescheduled", exact=True)).to_be_checked()


@pytest.mark.requirement("C4")
def test_who_comes_second_is_told_who_was_faster_and_keeps_what_was_typed(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    page = site.open("sales2", "/inbox?view=groups")
    page.get_by_label("Result details").fill("My notes")
    page.get_by_label("Back to distribution").check()
    desk("sales").complete(lead_id, "contact-customer", "not-interested")
    desk("sales").qualified(title="The next one")
    complete(page)
    expect(page.locator(".task-gone")).to_contain_text("already completed by Sofia Keller")
    expect(page.get_by_label("Result details")).to_have_value("My notes")
    for offered in ("Complete", "Release", "Claim", "Delegate"):
        expect(page.locator("#task-pane").get_by_role("button", name=offered)).to_have_count(0)
    page.locator(".task-gone").get_by_role("link", name="Next task").click()
    expect(page.locator(".task-form [data-primary]")).to_be_visible()


@pytest.mark.requirement("C4")
def test_a_task_that_is_gone_when_it_is_delegated_offers_nothing_more(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.get_by_label("Result details").fill("My notes")
    page.locator(".task-form").get_by_role("button", name="Delegate").click()
    page.locator("#dialog").get_by_label("Person").select_option(label="Simon Okafor")
    desk("manager").act(lead_id, "move_to_stage", stage="not-interested")
    page.locator("#dialog").get_by_role("button", name="Delegate").click()
    expect(page.locator(".task-gone")).to_contain_text("was cancelled")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.get_by_label("Result details")).to_have_value("My notes")
    page.locator(".task-gone").get_by_role("link", name="Back to the inbox").click()
    expect(page.locator("#inbox-list")).to_contain_text("Nothing to do")


@pytest.mark.requirement("C4")
def test_on_the_page_of_a_lead_a_task_that_came_too_late_leads_to_how_things_are(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    page = site.open("sales2", f"/leads/{lead_id}")
    page.locator("#action-panel").get_by_role("link", name="Complete").click()
    page.get_by_label("Back to distribution").check()
    desk("sales").complete(lead_id, "contact-customer", "not-interested")
    complete(page)
    expect(page.locator(".task-gone")).to_contain_text("already completed by Sofia Keller")
    page.get_by_role("link", name="Show the lead as it is now").click()
    expect(page.locator("#action-panel")).to_contain_text("Resume work")


@pytest.mark.requirement("C2")
def test_a_task_is_released_claimed_and_delegated(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.get_by_role("button", name="Release").click()
    expect(page.locator("#inbox-list [data-row]")).to_have_count(0)
    page.goto("/inbox?view=groups")
    page.locator(".task-form").get_by_role("button", name="Claim").click()
    expect(page.locator(".task-form").get_by_role("button", name="Release")).to_be_visible()
    page.locator(".task-form").get_by_role("button", name="Delegate").click()
    page.locator("#dialog").get_by_label("Person").select_option(label="Simon Okafor")
    page.locator("#dialog").get_by_role("button", name="Delegate").click()
    expect(page.locator("#toasts")).to_contain_text("Delegated to Simon Okafor")
    other = site.open("sales2", "/inbox")
    expect(other.locator("#inbox-list [data-row]")).to_have_count(1)
    expect(other.locator("#bell-count")).to_have_text("1")


@pytest.mark.requirement("C2")
def test_selected_tasks_are_completed_together(site: Site, desk: Seat) -> None:
    for _ in range(3):
        desk("sales").qualified()
    page = site.open("sales", "/inbox")
    for box in page.locator("#inbox-list [data-select]").all():
        box.check()
    page.locator(".inbox-bulk").get_by_role("button", name="Complete").click()
    page.locator("#dialog").get_by_label("Not interested").check()
    page.locator("#dialog").get_by_role("button", name="Complete all").click()
    expect(page.locator("#toasts")).to_contain_text("3 completed")
    expect(page.locator("#inbox-list")).not_to_contain_text(CONTACT)


@pytest.mark.requirement("C2")
def test_the_list_is_walked_by_keyboard(site: Site, desk: Seat) -> None:
    leads = [desk("sales").qualified() for _ in range(3)]
    page = site.open("sales", "/inbox")
    page.keyboard.press("j")
    expect(page.locator(".task-record a[href^='/leads']")).to_have_attribute("href", f"/leads/{leads[1]}")
    page.keyboard.press("j")
    expect(page.locator(".task-record a[href^='/leads']")).to_have_attribute("href", f"/leads/{leads[2]}")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator(".inbox-bulk")).to_contain_text("1 selected")
    page.keyboard.press("/")
    expect(page.get_by_placeholder("Search tasks")).to_be_focused()


@pytest.mark.requirement("C2")
def test_a_task_that_appears_is_shown_without_disturbing_who_is_typing(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.get_by_label("Result details").fill("half a sen")
    desk("sales").qualified()
    expect(page.locator("#inbox-list [data-row]")).to_have_count(2, timeout=15_000)
    expect(page.get_by_label("Result details")).to_have_value("half a sen")
    expect(page.get_by_label("Result details")).to_be_focused()


def test_on_a_phone_the_task_takes_the_place_of_the_list(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/inbox", PHONE)
    expect(page.locator("#task-pane")).to_be_hidden()
    page.locator("#inbox-list [data-row] a").click()
    expect(page.locator("#task-pane")).to_be_visible()
    expect(page.locator("#inbox-list")).to_be_hidden()
    page.get_by_role("button", name=re.compile("All tasks")).click()
    expect(page.locator("#inbox-list")).to_be_visible()
