"""Lead states clicked through: assigned, given to another owner, qualified; and disqualified with demand to be generated."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from crm import marketing_lists
from crm.changes import Author
from tasks.active_process import activate
from tasks.work import Baton
from tests.browser.conftest import Site
from tests.desk import Desk

TEXTS = {
    "Implementation options": "Hosted",
    "Procurement procedure": "Three offers, then the board",
    "Decision level": "Board",
    "Terms": "Running by autumn",
    "Decision maker": "Liv Hansen",
    "Selection criteria": "Price",
    "Compliance with criteria": "Yes",
}


@pytest.fixture
def lead_id(baton: Baton) -> int:
    """A new lead of the process of lead states, of which only the goal is known."""
    with Desk(baton, "admin").work() as work:
        activate(work, "lead-states")
        marketing_lists.create(work.session, {"name": "Spring letter"}, Author())
    return Desk(baton, "sales").enter(title="Aurora Mills", contact_name="Liv Hansen", goal="One system for all mills")


def dialog_of(page: Page, action: str) -> Locator:
    page.get_by_role("button", name=action, exact=True).first.click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading", name=action)).to_be_visible()
    return dialog


def give_to(page: Page, action: str, person: str) -> None:
    dialog = dialog_of(page, action)
    dialog.get_by_label("Owner").select_option(label=person)
    dialog.get_by_role("button", name=action, exact=True).click()


def fill_needed(dialog: Locator) -> None:
    dialog.get_by_label("Lead channel").select_option(label="Web site")
    for label, text in TEXTS.items():
        dialog.get_by_label(label).fill(text)


def expect_state(page: Page, code: str) -> None:
    expect(page.locator("[data-bar] [aria-current=step]")).to_have_attribute("data-stage", code)


def expect_no_button(page: Page, *actions: str) -> None:
    for action in actions:
        expect(page.get_by_role("button", name=action, exact=True)).to_have_count(0)


@pytest.mark.requirement("E1", "E2", "E3", "E7")
def test_a_lead_is_assigned_reassigned_and_qualified(site: Site, lead_id: int) -> None:
    page = site.open("sales", f"/leads/{lead_id}")
    expect_state(page, "new")
    expect_no_button(page, "Reassign", "Qualify", "Disqualify")
    give_to(page, "Assign", "Sofia Keller")
    expect_state(page, "assigned")
    expect_no_button(page, "Assign")

    give_to(page, "Reassign", "Simon Okafor")
    expect(page.locator(".record-top .person").first).to_contain_text("Simon Okafor")
    expect_no_button(page, "Qualify", "Disqualify")
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name="Why can't I").click()
    expect(page.locator("[data-refusal=qualify]")).to_have_text("Only the owner of the lead may.")

    owner = site.open("sales2", f"/leads/{lead_id}")
    dialog = dialog_of(owner, "Qualify")
    expect(dialog.get_by_label("Name", exact=False).first).to_have_value("Aurora Mills")
    dialog.get_by_label("City").fill("Bergen")
    dialog.get_by_role("button", name="Qualify", exact=True).click()
    expect(dialog.locator(".needed .invalid-feedback").first).to_be_visible()
    expect(dialog.get_by_label("City")).to_have_value("Bergen")
    dialog.get_by_label("Selling direction").select_option(label="New business")
    fill_needed(dialog)
    dialog.get_by_role("button", name="Qualify", exact=True).click()
    expect_state(owner, "qualified")
    expect_no_button(owner, "Assign", "Reassign", "Qualify", "Disqualify")
    owner.locator(".record-side").get_by_role("link", name="Aurora Mills").last.click()
    owner.wait_for_url(re.compile(r"/opportunities/\d+"))
    expect(owner.locator("body")).to_contain_text("Bergen")


@pytest.mark.requirement("E4")
def test_a_lead_is_disqualified_with_demand_to_be_generated(site: Site, baton: Baton, lead_id: int) -> None:
    Desk(baton, "sales").act(lead_id, "assign", owner="sales")
    page = site.open("sales", f"/leads/{lead_id}")
    dialog = dialog_of(page, "Disqualify")
    expect(dialog.get_by_label("City")).to_be_hidden()
    expect(dialog.locator(".needed")).to_be_hidden()
    dialog.get_by_label("Disqualification code").select_option(label="Demand is not generated")
    dialog.get_by_label("Disqualification reason").fill("Not this year")
    expect(dialog.locator(".needed")).to_be_visible()
    dialog.get_by_label("City").fill("Bergen")
    dialog.get_by_label("Selling direction").select_option(label="New business")
    fill_needed(dialog)
    dialog.get_by_role("button", name="Disqualify", exact=True).click()
    expect_state(page, "disqualified")
    expect(page.locator(".record-side")).to_contain_text("Came out of it")
    expect(page.locator("[data-group=Disqualification]")).to_contain_text("Not this year")


@pytest.mark.requirement("E5", "E6")
def test_a_lead_is_put_on_a_list_switched_off_and_on_again(site: Site, lead_id: int) -> None:
    page = site.open("manager", f"/leads/{lead_id}")
    page.get_by_role("button", name="Actions").click()
    dialog = dialog_of(page, "Add to marketing list")
    dialog.get_by_label("Marketing list").select_option(label="Spring letter")
    dialog.get_by_role("button", name="Add to marketing list").click()
    expect(page.locator("#dialog")).to_be_hidden()
    page.goto("/settings/marketing-lists")
    page.get_by_role("link", name="Spring letter").click()
    expect(page.locator("[data-list]")).to_contain_text("Aurora Mills")

    page.goto(f"/leads/{lead_id}")
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name="Deactivate").click()
    page.locator("dialog[open]").get_by_role("button", name="Deactivate").click()
    expect(page.locator(".record-title")).to_contain_text("Inactive")
    expect_no_button(page, "Assign", "Add to marketing list")
    page.get_by_role("button", name="Activate", exact=True).click()
    expect(page.locator(".record-title")).not_to_contain_text("Inactive")
