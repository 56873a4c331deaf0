"""The board: leads and opportunities by stage, moved by dragging and by the menu of a card."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.desk import Desk
from tests.ready import admin  # noqa: F401  # fixture


def column(page: Page, code: str) -> Locator:
    return page.locator(f"[data-board] [data-stage={code}]")


@pytest.mark.requirement("F11", "A7", "B3")
def test_a_lead_is_dragged_to_a_stage_that_takes_it_and_by_its_menu_to_another(site: Site, admin: Desk) -> None:  # noqa: F811
    lead_id = admin.qualified()
    admin.enter(title="Another one", contact_name="Liv Hansen")
    page = site.open("sales", "/leads")
    page.get_by_role("link", name="Board", exact=True).click()
    card = page.locator(f"[data-card][data-move-url$='/{lead_id}']")
    expect(column(page, "handoff").locator("[data-card]")).to_have_count(1)
    expect(column(page, "qualification").locator("h2 .count")).to_have_text("1")

    card.drag_to(column(page, "nurturing"))
    expect(column(page, "nurturing").locator("[data-card]")).to_have_count(1)
    expect(page.locator("#toasts")).to_contain_text("Moved to Nurturing.")
    assert admin.lead(lead_id)["stage"]["code"] == "nurturing"

    card.drag_to(column(page, "satisfied"))
    expect(column(page, "nurturing").locator("[data-card]")).to_have_count(1)

    card.get_by_role("button", name=re.compile("^Move ")).click()
    card.get_by_role("button", name="Move to Handoff to sales").click()
    expect(column(page, "handoff").locator("[data-card]")).to_have_count(1)
    expect(page).to_have_url(re.compile("/leads/board$"))


@pytest.mark.requirement("F11")
def test_filters_of_the_list_hold_on_the_board(site: Site, admin: Desk) -> None:  # noqa: F811
    admin.enter(title="Aurora Mills", owner="sales")
    admin.enter(title="Borealis", owner="sales2")
    page = site.open("sales", "/leads?owner=sales")
    page.get_by_role("link", name="Board", exact=True).click()
    expect(page.locator("[data-card]")).to_have_count(1)
    expect(page.locator("[data-card]")).to_contain_text("Aurora Mills")
    page.get_by_role("link", name="List", exact=True).click()
    expect(page).to_have_url(re.compile(r"/leads\?owner=sales$"))
