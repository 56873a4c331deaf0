"""From a copy of the lead process to leads that run it, and back: everything by mouse and keyboard, no XML typed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_designer import CHECKED, LOADING_MS, designed, group
from tests.browser.test_lead_path import expect_stage, open_task
from tests.browser.test_library import confirm, copy, publish
from tests.desk import Desk

Seat = Callable[[str], Desk]
TRIAL = "our-leads-trial"
MIDDLE = """(flow) => {
    const box = document.querySelector(`.djs-connection[data-element-id="${flow}"] .djs-visual > path`).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""
WAY_OUT = "document.querySelector('[data-designer]').draw.modeler.get('selection').get()[0].outgoing[0].id"


def add_to_flow(page: Page, template: str, flow: str) -> None:
    """Pick a step from the shelf and drop it onto a flow, which then leads through it."""
    page.locator(f"[data-template='{template}']").click()
    x, y = page.evaluate(MIDDLE, flow)
    page.mouse.move(x - 6, y - 6)
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def make_room(page: Page, flow: str) -> None:
    """Push everything behind the middle of a flow to the right, by the space tool."""
    x, y = page.evaluate(MIDDLE, flow)
    page.locator("[data-action='space-tool']").click()
    page.mouse.move(x, y - 60)
    page.mouse.down()
    page.mouse.move(x + 100, y - 60, steps=4)
    page.mouse.move(x + 240, y - 60, steps=4)
    page.mouse.up()


def fold_out(part: Locator) -> Locator:
    """Unfold an item of a list in the properties panel, if it is folded."""
    head = part.locator(".bio-properties-panel-collapsible-entry-header").first
    if "open" not in (head.get_attribute("class") or ""):
        head.click()
    return part


def results(page: Page, *names: tuple[str, str]) -> None:
    """Give the two results that a new user task has other names and codes."""
    items = group(page, "results").locator(".bio-properties-panel-list-item")
    expect(items).to_have_count(len(names))
    for number, (name, code) in enumerate(names):
        item = fold_out(items.nth(number))
        item.get_by_label("Name").fill(name)
        item.get_by_label("Code").fill(code)


@pytest.mark.requirement("A3", "A4", "A6", "A7", "A10+")
def test_a_designer_changes_how_leads_are_worked_and_an_admin_takes_it_back(site: Site, desk: Seat) -> None:
    page = site.open("designer", "/processes")
    copy(page, "Our leads", "our-leads")
    page.get_by_role("link", name="Stages").click()
    publish(page, "As it was")
    exchange_a_stage(page)
    draw_the_trial(designed(site, TRIAL))
    try_without_consequences(page)
    page.goto("/processes/our-leads?tab=stages")
    publish(page, "With a trial")

    admin = site.open("admin", "/settings")
    activate(admin)
    lead_id = desk("sales").enter(contact_name="Maria Nguyen", email="maria@customer.example")
    sales = site.open("sales", f"/leads/{lead_id}")
    walk_through(sales)
    admin.goto("/settings/mail")
    expect(admin.locator("#main")).to_contain_text("How was it?")

    roll_back(admin)
    sales.goto(f"/leads/{desk('sales').enter(contact_name='Jo Lee')}")
    expect(sales.locator("[data-bar]")).to_contain_text("Nurturing")
    expect(sales.locator("[data-bar]")).not_to_contain_text("Trial")
    sales.goto(f"/leads/{lead_id}")
    expect(sales.locator("[data-bar]")).to_contain_text("Trial")


def exchange_a_stage(page: Page) -> None:
    """Add the stage *Trial* to the draft, and take *Nurturing* out."""
    page.get_by_role("link", name="Stages").click()
    page.get_by_role("button", name="Add a stage").click()
    page.locator("#d-name").fill("Trial")
    page.get_by_label("Work like in").select_option("nurturing")
    page.get_by_label("Comes after").select_option("nurturing")
    expect(page.locator("#proposed-moves")).to_contain_text("Trial → Handoff to sales")
    page.get_by_role("button", name="Add the stage").click()
    expect(page.locator("[data-row=trial]")).to_contain_text(TRIAL)
    page.get_by_role("button", name="Remove Nurturing").click()
    confirm(page, "Take “Nurturing” out of the draft")
    expect(page.locator("[data-row=nurturing]")).to_have_count(0)


def draw_the_trial(page: Page) -> None:
    """Give the new stage a task with two results and a mail, mend what is missing, simulate, publish."""
    make_room(page, "set-stage-to-propose")
    add_to_flow(page, "baton.user-task", "set-stage-to-propose")
    onwards = page.evaluate(WAY_OUT)
    page.locator("#bio-properties-panel-name").fill("Let the customer try it")
    results(page, ("Liked it", "liked"), ("Needs more", "needs-more"))
    add_to_flow(page, "baton.mail.send", onwards)
    page.locator("[data-problem-list] [data-rule=operation-input]", has_text="subject").click()
    page.get_by_label("Subject").fill("How was it?")
    page.get_by_label("Text of the mail").fill("Dear ${lead.contact_name}, tell us: ${result}.")
    expect(page.locator("[data-problem-note]")).to_have_text(CHECKED)
    page.get_by_role("button", name="Simulate").click()
    page.locator(".bts-context-pad[title='Trigger Event']:visible").first.click()
    expect(page.locator(".bts-token, .bts-token-count").first).to_be_attached()
    page.get_by_role("button", name="Simulate").click()
    expect(page.locator("[data-state]")).to_have_text("Draft saved")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_label("What has changed, and why").fill("A trial before the talk")
    page.locator("[data-publish-now]").click()
    expect(page.locator("#toasts")).to_contain_text("is published")


def try_without_consequences(page: Page) -> None:
    """Walk through the draft of the whole process, of which nothing remains."""
    page.goto("/processes/our-leads/dry-run?draft=1")
    with page.expect_response(lambda answer: "verb=act" in answer.url):
        page.get_by_role("button", name="Qualify", exact=True).click()
    expect(page.locator("[data-walk-task=contact-customer]")).to_be_visible(timeout=LOADING_MS)
    page.locator("[data-bar]").get_by_role("button", name="Trial").click()
    task = page.locator("[data-walk-task]", has_text="Let the customer try it")
    task.get_by_label("Liked it").check()
    task.get_by_role("button", name="Complete").click()
    expect(page.locator(".walk-effects").first).to_contain_text("How was it?")


def activate(admin: Page) -> None:
    """Have new leads run the changed process."""
    setting = admin.locator("[data-setting=lead-management-business-process]")
    setting.get_by_role("radio", name="Our leads").check()
    expect(setting.locator(".preview")).to_contain_text("Trial")
    setting.get_by_role("button", name="Save").click()
    expect(admin.locator("#toasts")).to_contain_text("saved")


def walk_through(sales: Page) -> None:
    """Work on a lead in its new stage, as a sales rep does."""
    sales.get_by_role("button", name="Qualify", exact=True).first.click()
    expect_stage(sales, "handoff")
    expect(sales.locator("[data-bar]")).not_to_contain_text("Nurturing")
    sales.locator("[data-bar]").get_by_role("button", name="Trial").click()
    confirm(sales, "Trial")
    expect_stage(sales, "trial")
    open_task(sales, "Let the customer try it")
    sales.get_by_label("Needs more").check()
    sales.get_by_role("button", name="Complete").last.click()
    expect(sales.locator("[data-panel-task]")).to_have_text([re.compile("Distribution")])


def roll_back(admin: Page) -> None:
    """Make the version before the current one again."""
    admin.goto("/processes/our-leads?tab=versions")
    admin.locator("tr", has_text="Version 1").get_by_role("button", name="Roll back").click()
    confirm(admin, "Publish what version 1 says as version 3?")
    expect(admin.locator("tr", has_text="Version 3")).to_contain_text("Current")
