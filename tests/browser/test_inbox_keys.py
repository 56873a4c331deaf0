"""The inbox by keyboard alone, and beside a mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.desk import Desk

Seat = Callable[[str], Desk]
RECORD = ".task-record a[href^='/leads']"


def expect_open(page: Page, lead_id: int) -> None:
    expect(page.locator(RECORD)).to_have_attribute("href", f"/leads/{lead_id}")


@pytest.mark.requirement("C2")
def test_one_task_after_the_other_is_completed_without_a_mouse(site: Site, desk: Seat) -> None:
    leads = [desk("sales").qualified() for _ in range(2)]
    page = site.open("sales", "/inbox")
    expect_open(page, leads[0])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Proceed to order")).to_be_focused()
    page.keyboard.press("4")
    expect(page.get_by_label("Rescheduled", exact=True)).to_be_checked()
    expect(page.locator("[data-field=rescheduled_to] input[type=date]")).to_be_focused()
    page.locator("[data-field=rescheduled_to] input[type=date]").fill("2031-05-04")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Completed")
    expect_open(page, leads[1])


@pytest.mark.requirement("C2")
def test_enter_on_a_result_leads_on_to_what_it_asks_for_and_hands_nothing_in(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.keyboard.press("l")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Proceed to handoff")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Proceed to handoff")).to_be_checked()
    expect(page.get_by_label("Result details")).to_be_focused()
    expect(page.locator("#toasts")).to_have_text("")


@pytest.mark.requirement("C2")
def test_ctrl_enter_completes_from_the_list_as_well(site: Site, desk: Seat) -> None:
    leads = [desk("sales").qualified() for _ in range(2)]
    page = site.open("sales", "/inbox")
    page.get_by_label("Not interested").check()
    page.locator("#inbox-list [data-select]").last.focus()
    page.keyboard.press("Control+Enter")
    expect_open(page, leads[1])


@pytest.mark.requirement("C2")
def test_keys_work_after_a_click_on_a_check_box_or_a_result(site: Site, desk: Seat) -> None:
    leads = [desk("sales").qualified() for _ in range(3)]
    page = site.open("sales", "/inbox")
    page.locator("#inbox-list [data-select]").first.click()
    page.keyboard.press("j")
    expect_open(page, leads[1])
    page.get_by_label("Not interested").click()
    page.keyboard.press("j")
    expect_open(page, leads[2])


@pytest.mark.requirement("C2")
def test_a_result_that_is_clicked_leads_to_what_it_asks_for(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.get_by_label("Rescheduled", exact=True).click()
    expect(page.locator("[data-field=rescheduled_to] input[type=date]")).to_be_focused()


@pytest.mark.requirement("C2")
def test_the_search_that_shows_the_badge_is_entered_and_left(site: Site, desk: Seat) -> None:
    leads = [desk("sales").qualified() for _ in range(2)]
    page = site.open("sales", "/inbox")
    expect(page.locator("kbd:visible").get_by_text("/", exact=True)).to_have_count(1)
    page.keyboard.press("/")
    expect(page.get_by_placeholder("Search tasks")).to_be_focused()
    page.keyboard.type("jk")
    page.keyboard.press("Escape")
    expect(page.get_by_placeholder("Search tasks")).to_have_value("jk")
    page.keyboard.press("j")
    expect_open(page, leads[1])
    page.goto("/settings")
    page.keyboard.press("/")
    expect(page.get_by_label("Search everything")).to_be_focused()


@pytest.mark.requirement("C2")
@pytest.mark.parametrize("path", ["/inbox", "/leads", "/settings", "/processes"])
def test_a_question_mark_lists_the_keys_on_every_page(site: Site, path: str) -> None:
    page = site.open("admin", path)
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_contain_text("Choose a result")
    page.keyboard.press("Escape")
    expect(page.locator("#keyboard-help")).to_be_hidden()


@pytest.mark.requirement("C2")
def test_a_task_of_a_later_page_stands_on_top_and_the_keys_go_on_from_it(site: Site, desk: Seat) -> None:
    leads = [desk("sales").qualified() for _ in range(52)]
    [last] = desk("sales").tasks(leads[-1])
    page = site.open("sales", f"/inbox/{last['id']}")
    expect_open(page, leads[-1])
    expect(page.locator("#inbox-list [data-row]").first).to_have_class("inbox-row is-pinned is-open is-current")
    expect(page.locator("#inbox-list [data-row]")).to_have_count(51)
    page.keyboard.press("j")
    expect_open(page, leads[0])


@pytest.mark.requirement("C2")
def test_tasks_of_different_kinds_cannot_be_completed_together(site: Site, desk: Seat) -> None:
    for _ in range(2):
        desk("sales").qualified()
    lead_id = desk("sales").qualified()
    desk("sales").complete(lead_id, "contact-customer", "back-to-distribution")
    page = site.open("sales", "/inbox?view=all")
    button = page.locator(".inbox-bulk").get_by_role("button", name="Complete")
    boxes = page.locator("#inbox-list [data-select]")
    for box in boxes.all():
        box.check()
    expect(button).to_be_disabled()
    expect(page.locator("[data-mixed-hint]")).to_be_visible()
    page.locator("#inbox-list [data-row]").filter(has_text="Distribution").locator("[data-select]").uncheck()
    expect(button).to_be_enabled()
    expect(page.locator("[data-mixed-hint]")).to_be_hidden()
