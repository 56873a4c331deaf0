"""Lists of records in a browser: a row qualified in place, similar records offered, bulk actions, columns."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.desk import Desk

Seat = Callable[[str], Desk]
MARIA = {"account_name": "Vizor", "contact_name": "Maria Nguyen", "email": "maria@vizor.example"}


@pytest.mark.requirement("B4")
def test_a_lead_is_qualified_on_its_row(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").enter(contact_name="Jan Kowalski")
    page = site.open("sales", "/leads")
    row = page.locator(f"#row-{lead_id}")
    row.hover()
    row.get_by_role("button", name="Qualify").click()
    expect(row.locator("[data-column=stage]")).to_have_text("Handoff to sales")
    expect(row.get_by_role("button", name="Qualify")).to_have_count(0)


@pytest.mark.requirement("F5", "B5")
def test_qualifying_offers_the_contact_and_account_that_are_there(site: Site, desk: Seat) -> None:
    first, second = desk("sales").qualified(), desk("sales").enter(**MARIA)
    page = site.open("sales", f"/leads/{second}")
    expect(page.locator("[data-profile=contact]")).to_contain_text("Select from similar (1)")
    page.get_by_role("button", name="Qualify", exact=True).click()
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("equal name and e-mail")
    dialog.get_by_role("button", name="Qualify").click()
    expect(page.locator("[data-bar] [aria-current=step]")).to_have_attribute("data-stage", "handoff")
    assert desk("sales").lead(second)["contact_id"] == desk("sales").lead(first)["contact_id"]
    assert desk("sales").lead(second)["account_id"] == desk("sales").lead(first)["account_id"]


@pytest.mark.requirement("F5")
def test_a_profile_is_linked_from_similar_and_edited(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    lead_id = desk("sales").enter(**MARIA)
    page = site.open("sales", f"/leads/{lead_id}")
    page.locator("[data-profile=contact]").get_by_role("button", name=re.compile("Select from similar")).click()
    page.locator("#dialog").get_by_role("button", name="Link").click()
    card = page.locator("[data-profile=contact]")
    expect(card.locator("a.name")).to_have_text("Maria Nguyen")
    card.get_by_role("button", name="Edit").click()
    card.get_by_label("Job title").fill("Head of IT")
    card.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("Head of IT")


@pytest.mark.requirement("F11")
def test_selected_leads_are_qualified_assigned_and_disqualified(site: Site, desk: Seat) -> None:
    for name in ("Anna", "Bogdan", "Celia"):
        desk("sales").enter(contact_name=name)
    page = site.open("manager", "/leads")
    page.locator("[data-select-all]").check()
    page.locator(".bulk-bar").get_by_role("button", name="Assign").click()
    page.locator("#dialog").get_by_label("Owner").select_option(label="Simon Okafor")
    page.locator("#dialog").get_by_role("button", name="Assign").click()
    expect(page.locator("#toasts")).to_contain_text("3 assigned")
    expect(page.locator("[data-column=owner]").first).to_contain_text("Simon Okafor")
    page.locator("[data-select]").first.check()
    page.locator(".bulk-bar").get_by_role("button", name="Qualify", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("1 qualified")
    page.locator("[data-select]").nth(1).check()
    page.locator(".bulk-bar").get_by_role("button", name="Disqualify").click()
    page.locator("#dialog").get_by_role("button", name="Disqualify").click()
    expect(page.locator("#dialog .invalid-feedback")).to_have_text("This field is required.")
    page.locator("#dialog").get_by_label("Reason").select_option(label="Incorrect data")
    page.locator("#dialog").get_by_role("button", name="Disqualify").click()
    expect(page.locator("#toasts")).to_contain_text("1 disqualified")


def test_columns_are_chosen_and_remembered(site: Site, desk: Seat) -> None:
    desk("sales").enter(**MARIA)
    page = site.open("sales", "/leads")
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Email").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("[data-column=email]")).to_have_text("maria@vizor.example")
    page.goto("/leads?q=maria")
    expect(page.locator("[data-column=email]")).to_have_text("maria@vizor.example")


def test_everything_is_found_by_words(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    page = site.open("sales", "/leads")
    page.get_by_label("Search everything").fill("maria")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Contacts")).to_be_visible()
    expect(page.get_by_role("heading", name="Leads")).to_be_visible()
    page.get_by_label("Search everything").fill("1001")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/leads/{lead_id}$"))
