"""One team, three processes: the setting is switched between one lead and the next, and each lead keeps its own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_lead_path import CONTACT, add_lead, expect_stage, open_task


def switch_to(admin: Page, name: str) -> None:
    """Choose the process of new leads on the page of settings."""
    admin.goto("/settings")
    setting = admin.locator("[data-setting=lead-management-business-process]")
    setting.get_by_role("radio", name=name).check()
    expect(setting.locator(".preview")).to_contain_text(f"→ {name}, version 1.")
    setting.get_by_role("button", name="Save").click()
    expect(admin.locator("#toasts")).to_contain_text("saved")


def assign_to_me(sales: Page) -> None:
    """Take a new lead of the process of states."""
    sales.get_by_role("button", name="Assign", exact=True).first.click()
    dialog = sales.locator("#dialog")
    dialog.get_by_label("Owner").select_option(label="Sofia Keller")
    dialog.get_by_role("button", name="Assign", exact=True).click()
    expect_stage(sales, "assigned")


@pytest.mark.requirement("A4", "A8", "A9+", "C2", "D1", "E1")
def test_leads_of_three_processes_lie_side_by_side_in_one_inbox(site: Site) -> None:
    admin, sales = site.open("admin"), site.open("sales")
    add_lead(sales)
    sales.get_by_role("button", name="Qualify", exact=True).click()
    expect_stage(sales, "handoff")
    classic = sales.url

    switch_to(admin, "Lead management, MQL to SQL")
    add_lead(sales)
    expect_stage(sales, "mql")
    marketing = sales.url

    switch_to(admin, "Lead management, lead states")
    add_lead(sales)
    expect_stage(sales, "new")
    assign_to_me(sales)
    states = sales.url

    sales.goto("/inbox")
    inbox = sales.locator("#inbox-list")
    for subject in (CONTACT, "Welcome letter", "Qualify"):
        expect(inbox.get_by_role("link", name=re.compile(f"^{subject}"))).to_have_count(1)

    sales.goto(classic)
    open_task(sales, CONTACT)
    sales.get_by_label("Back to distribution").check()
    sales.get_by_role("button", name="Complete").last.click()
    expect_stage(sales, "nurturing")
    sales.goto(marketing)
    open_task(sales, "Make a phone call")
    sales.get_by_role("button", name="Complete").last.click()
    expect(sales.locator("#action-panel")).to_contain_text("Qualify lead for sales")
    sales.goto(states)
    expect(sales.get_by_role("button", name="Disqualify", exact=True).first).to_be_visible()
