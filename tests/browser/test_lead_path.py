"""The whole path of a lead, clicked through by sales: from the mini page to *Need satisfied*."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

CONTACT = "Contact the customer and specify"


def add_lead(page: Page) -> None:
    """Add a lead on the mini page and arrive on its page."""
    page.goto("/leads")
    page.get_by_role("button", name="New lead").first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Customer need").select_option(label="Additional service")
    dialog.get_by_label("Account name").fill("Vizor")
    dialog.get_by_label("Contact name").fill("Maria Nguyen")
    dialog.get_by_label("Email").fill("maria@vizor.example")
    dialog.get_by_label("Mobile phone").fill("+48 077 149 52 19")
    dialog.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/leads/\d+$"))


def stage(page: Page) -> str:
    """Return the code of the stage that the bar shows as the current one."""
    return page.locator("[data-bar] [aria-current=step]").get_attribute("data-stage") or ""


def expect_stage(page: Page, code: str) -> None:
    expect(page.locator("[data-bar] [aria-current=step]")).to_have_attribute("data-stage", code)


def open_task(page: Page, subject: str) -> None:
    """Open the form of a task in the action panel."""
    page.locator("#action-panel").get_by_role("link", name=re.compile(subject)).first.click()
    expect(page.locator(".task-form")).to_be_visible()


@pytest.mark.requirement("B2", "B4", "B5", "B7", "B9", "B11", "B12", "B16", "F1", "F4", "C7")
def test_a_lead_goes_from_new_to_satisfied(site: Site) -> None:
    page = site.open("sales")
    add_lead(page)
    expect_stage(page, "qualification")
    page.get_by_role("button", name="Qualify", exact=True).click()
    expect_stage(page, "handoff")
    expect(page.locator("[data-stage=nurturing]")).to_have_class(re.compile("is-skipped"))
    expect(page.locator("[data-profile=contact] a.name")).to_have_text("Maria Nguyen")
    expect(page.locator("[data-profile=account] a.name")).to_have_text("Vizor")
    lead_page = page.url

    open_task(page, CONTACT)
    page.get_by_label("Proceed to handoff").check()
    page.get_by_role("button", name="Complete").last.click()
    expect(page.locator("[data-field=result_details] .invalid-feedback")).to_be_visible()
    page.get_by_label("Result details").fill("Wants 40 seats, decides in June.")
    page.get_by_role("button", name="Complete").last.click()

    open_task(page, "handoff details")
    expect(page.get_by_label("Notes")).to_have_value("Wants 40 seats, decides in June.")
    page.get_by_label(re.compile("Budget")).fill("25000")
    page.get_by_label("Meeting date and time", exact=True).fill("2031-05-04")
    page.get_by_label("Meeting date and time: time").fill("10:30")
    page.get_by_role("button", name="Complete").last.click()
    expect_stage(page, "awaiting-sale")

    page.get_by_role("link", name="Feed").click()
    expect(page.locator(".feed")).to_contain_text("Wants 40 seats, decides in June.")
    page.get_by_role("link", name="History").click()
    group = page.locator("[data-group='Proceed to handoff']")
    expect(group.locator("[data-value=meeting_at]")).to_have_text("4 May 2031, 10:30")
    expect(group.locator("[data-value=budget]")).to_contain_text("25")

    win_the_sale(page)
    page.goto(lead_page)
    expect_stage(page, "satisfied")


def win_the_sale(page: Page) -> None:
    """Complete every task of the opportunity with *Done* until it is won."""
    page.locator("#action-panel [data-awaited] a").first.click()
    page.wait_for_url(re.compile(r"/opportunities/\d+"))
    for _ in range(20):
        if stage(page) == "closed-won":
            return
        task = page.locator("#action-panel .panel-task").first
        number = task.get_attribute("data-panel-task")
        task.get_by_role("link", name="Complete").click()
        page.locator(".task-form").get_by_label("Done").check()
        for required in page.locator(".task-form .field:visible [aria-required=true]").all():
            fill(required)
        page.get_by_role("button", name="Complete").last.click()
        expect(page.locator(f"[data-panel-task='{number}']")).to_have_count(0)
    raise AssertionError("the opportunity was never won")


def fill(control: object) -> None:
    """Enter something into a required field."""
    kind = control.evaluate("e => e.tagName + ' ' + (e.type || '')")  # type: ignore[attr-defined]
    if kind.startswith("SELECT"):
        control.select_option(index=1)  # type: ignore[attr-defined]
    else:
        control.fill("2031-06-01" if kind == "INPUT date" else "1000")  # type: ignore[attr-defined]


@pytest.mark.requirement("B3", "B8")
def test_distribution_is_a_page_with_a_menu_of_results(site: Site) -> None:
    page = site.open("sales")
    add_lead(page)
    page.get_by_role("button", name="Qualify", exact=True).click()
    expect_stage(page, "handoff")
    page.get_by_role("button", name=re.compile("Move to Nurturing")).click()
    page.locator("#confirm-dialog").get_by_role("button", name="Move").click()
    expect_stage(page, "nurturing")
    panel = page.locator("#action-panel")
    expect(panel.locator(".panel-task")).to_have_count(1)
    panel.get_by_role("link", name="Execute").click()
    expect(page.get_by_role("heading", name="Lead management: Distribution")).to_be_visible()
    page.get_by_label("Strategy").fill("Call again in spring")
    page.get_by_label("Remind owner").check()
    page.get_by_role("button", name="Distribute").click()
    page.get_by_role("button", name=re.compile("Start proceeding to handoff")).click()
    expect_stage(page, "handoff")
    expect(page.locator("#action-panel")).to_contain_text(CONTACT)


@pytest.mark.requirement("B6")
def test_actions_disqualify_with_a_reason(site: Site) -> None:
    page = site.open("sales")
    add_lead(page)
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name="Incorrect data").click()
    page.locator("#dialog").get_by_role("button", name="Disqualify").click()
    expect_stage(page, "disqualified")
    expect(page.locator("[data-bar] button.bar-move")).to_have_count(0)


@pytest.mark.requirement("B3", "B17", "C7")
def test_a_task_made_by_hand_outlives_the_stage(site: Site) -> None:
    page = site.open("sales")
    add_lead(page)
    page.get_by_role("button", name="Qualify", exact=True).click()
    expect_stage(page, "handoff")
    page.locator("#action-panel").get_by_role("button", name="Task").click()
    page.locator("#dialog").get_by_label("Subject").fill("Send the brochure")
    page.locator("#dialog").get_by_role("button", name="Add").click()
    expect(page.locator("#action-panel")).to_contain_text("Send the brochure")
    page.get_by_role("button", name=re.compile("Move to Nurturing")).click()
    page.locator("#confirm-dialog").get_by_role("button", name="Move").click()
    expect_stage(page, "nurturing")
    expect(page.locator("#action-panel")).to_contain_text("Send the brochure")
    page.get_by_role("link", name="History").click()
    group = page.locator("[data-group='Lead distribution']")
    group.get_by_role("button", name="Edit").click()
    page.locator("#dialog").get_by_label("Owner", exact=True).select_option(label="Simon Okafor")
    page.locator("#dialog").get_by_role("button", name="Distribute").click()
    expect(group.locator("[data-value=owner]")).to_have_text("Simon Okafor")
