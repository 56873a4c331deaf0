"""Dates and times in forms: two controls, the usual days at a click, and nothing that is half typed goes lost."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.desk import Desk

Seat = Callable[[str], Desk]
DAY, TIME = "[data-field=rescheduled_to] input[type=date]", "[data-field=rescheduled_to] input[type=time]"
MESSAGE = "[data-field=rescheduled_to] .invalid-feedback"


def reschedule(site: Site, desk: Seat) -> Page:
    desk("sales").qualified()
    page = site.open("sales", "/inbox")
    page.get_by_label("Rescheduled", exact=True).check()
    return page


def complete(page: Page) -> None:
    page.locator(".task-form [data-primary]").click()


@pytest.mark.requirement("C3")
def test_a_date_typed_by_half_is_told_at_the_field_and_stays(site: Site, desk: Seat) -> None:
    page = reschedule(site, desk)
    page.locator(DAY).press_sequentially("05")
    complete(page)
    expect(page.locator(MESSAGE)).to_contain_text("not complete")
    expect(page.locator(DAY)).to_be_focused()
    assert page.locator(DAY).evaluate("control => control.validity.badInput")
    page.locator(DAY).fill("2031-05-04")
    expect(page.locator(MESSAGE)).to_have_count(0)
    complete(page)
    expect(page.locator("#toasts")).to_contain_text("Completed")


@pytest.mark.requirement("C3")
def test_a_time_without_its_date_is_asked_for_and_survives_a_reload(site: Site, desk: Seat) -> None:
    page = reschedule(site, desk)
    page.locator(TIME).fill("10:30")
    complete(page)
    expect(page.locator(MESSAGE)).to_have_text("Enter the date too.")
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft saved")
    page.reload()
    expect(page.locator(TIME)).to_have_value("10:30")


@pytest.mark.requirement("C3")
def test_a_date_without_a_time_gets_the_usual_hour(site: Site, desk: Seat) -> None:
    page = reschedule(site, desk)
    page.locator(DAY).fill("2031-05-04")
    page.locator(DAY).press("Tab")
    page.get_by_label("Result details").focus()
    expect(page.locator(TIME)).to_have_value("09:00")
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft saved")
    page.reload()
    expect(page.locator(DAY)).to_have_value("2031-05-04")
    expect(page.locator(TIME)).to_have_value("09:00")


@pytest.mark.requirement("C3")
def test_usual_times_are_a_click_away(site: Site, desk: Seat) -> None:
    page = reschedule(site, desk)
    today = datetime.fromisoformat(page.evaluate("new Date().toLocaleDateString('sv')"))
    monday = today + timedelta(days=7 - today.weekday())
    ways = {"Tomorrow": today + timedelta(days=1), "Next Monday": monday, "In two weeks": today + timedelta(days=14)}
    for name, day in ways.items():
        page.get_by_role("button", name=re.compile(name)).click()
        expect(page.locator(DAY)).to_have_value(f"{day:%Y-%m-%d}")
        expect(page.locator(TIME)).to_have_value("09:00")


@pytest.mark.requirement("B11", "C3")
def test_the_decision_is_asked_for_as_a_day_and_amounts_that_are_none_are_told(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    desk("sales").complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Wants 40 seats")
    page = site.open("sales", "/inbox")
    expect(page.locator("[data-field=decision_at] input")).to_have_count(1)
    page.get_by_label("Decision date").fill("2031-06-01")
    page.get_by_label(re.compile("Budget")).fill("a lot")
    complete(page)
    expect(page.locator("[data-field=budget] .invalid-feedback")).to_contain_text("Enter an amount")
    expect(page.get_by_label(re.compile("Budget"))).to_have_value("a lot")
    expect(page.get_by_label("Decision date")).to_have_value("2031-06-01")
    page.get_by_label(re.compile("Budget")).fill("25000")
    page.get_by_label("Sales division").select_option(index=1)
    page.get_by_label("Sales owner").select_option(index=1)
    complete(page)
    expect(page.locator("#toasts")).to_contain_text("Completed")
    page.goto(f"/leads/{lead_id}?tab=history")
    expect(page.locator("[data-value=decision_at]")).to_have_text("1 Jun 2031")


@pytest.mark.requirement("F4")
def test_an_activity_keeps_its_date_and_time_when_something_else_is_wrong(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    page = site.open("sales", f"/leads/{lead_id}?tab=activities")
    page.get_by_text("Log a call, e-mail or meeting").first.click()
    form = page.locator("#activity-form")
    form.locator("[data-field=at] input[type=date]").fill("2031-05-04")
    form.locator("[data-field=at] input[type=time]").fill("10:30")
    form.get_by_label("Duration").fill("ten")
    form.get_by_role("button", name="Log").click()
    expect(form.locator("[data-field=duration_minutes] .invalid-feedback")).to_contain_text("number")
    expect(form.locator("[data-field=at] input[type=date]")).to_have_value("2031-05-04")
    expect(form.locator("[data-field=at] input[type=time]")).to_have_value("10:30")
