"""Pages of records: what is empty is folded away, and a lead shows the sale that it waits for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.desk import Desk

Seat = Callable[[str], Desk]


@pytest.mark.requirement("B16")
def test_a_lead_that_awaits_its_sale_shows_what_is_done_there_next(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").handed_over()
    [task, *_] = desk("sales").tasks(lead_id, of="opportunity")
    page = site.open("sales", f"/leads/{lead_id}")
    awaited = page.locator("[data-awaited]")
    expect(awaited).to_contain_text("Qualification")
    expect(awaited.get_by_role("link", name=task["subject"])).to_have_attribute("href", f"/tasks/{task['id']}")


@pytest.mark.requirement("F4")
def test_fields_without_a_value_are_folded_away(site: Site, desk: Seat) -> None:
    contact_id = desk("sales").lead(desk("sales").qualified())["contact_id"]
    page = site.open("sales", f"/contacts/{contact_id}")
    group = page.locator("[data-group='Communication options']")
    expect(group.locator("[data-value=email]")).to_be_visible()
    expect(group.locator("[data-value=further_emails]")).to_be_hidden()
    group.get_by_text("empty field").click()
    expect(group.locator("[data-value=further_emails]")).to_have_text("–")


@pytest.mark.requirement("F11")
def test_the_list_tells_when_the_next_task_of_a_lead_is_due(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("sales", "/leads")
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Next task due").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("[data-column=next_due] time")).to_be_visible()
