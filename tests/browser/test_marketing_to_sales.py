"""A marketing lead, clicked through: in touch, qualified for sales, converted into an opportunity with a meeting."""

import re

import pytest
from playwright.sync_api import Page, expect

from tasks.active_process import activate
from tests.browser.conftest import Site
from tests.browser.test_lead_path import add_lead, expect_stage, open_task
from tests.desk import Desk
from tests.ready import admin  # noqa: F401  # fixture

CALL = "Make a phone call"


def complete(page: Page) -> None:
    page.get_by_role("button", name="Complete").last.click()


@pytest.mark.requirement("D1", "D2", "D3", "D4", "D7", "A8", "F8")
def test_a_marketing_lead_becomes_an_opportunity_in_presentation(site: Site, admin: Desk) -> None:  # noqa: F811
    with admin.work() as work:
        activate(work, "lead-mql-sql")
    page = site.open("sales")
    add_lead(page)
    expect_stage(page, "mql")
    panel = page.locator("#action-panel")
    for name in ("Welcome letter", "Make a request to connect", CALL):
        expect(panel.get_by_role("link", name=re.compile(name))).to_be_visible()
    expect(panel.get_by_role("link", name="Qualify lead for sales")).to_have_count(0)

    open_task(page, "Welcome letter")
    expect(page.get_by_label("Subject")).to_have_value("Welcome, Maria Nguyen")
    expect(page.get_by_label("Text")).to_have_value(re.compile("Good day, Maria Nguyen"))
    page.get_by_label("Text").fill("Dear Maria, glad to hear from you.")
    complete(page)

    expect(panel.get_by_role("link", name="Welcome letter")).to_have_count(0)
    expect(panel.get_by_role("link", name=re.compile(CALL))).to_be_visible()
    open_task(page, "Qualify lead for sales")
    page.get_by_label("Business case").fill("Needs 40 seats by spring")
    page.get_by_label(re.compile("Potential value")).fill("18000")
    page.get_by_label("Sales channel").select_option(label="Partners")
    complete(page)

    expect_stage(page, "sql")
    expect(panel).not_to_contain_text(CALL)
    expect(page.locator("[data-group='Qualification for sales']")).to_contain_text("Needs 40 seats by spring")
    expect(page.locator("[data-group=BANT]")).to_contain_text("Authority")
    open_task(page, "Convert the lead to an opportunity")
    expect(page.get_by_label("Business case")).to_have_value("Needs 40 seats by spring")
    page.get_by_label("Next meeting", exact=True).fill("2031-05-04")
    page.get_by_label("Next meeting: time").fill("10:30")
    complete(page)

    expect_stage(page, "converted")
    page.locator(".record-side a[href*='/opportunities/']").click()
    expect_stage(page, "presentation")
    expect(page.locator("body")).to_contain_text("Needs 40 seats by spring")


@pytest.mark.requirement("D2", "F8")
def test_the_letter_is_found_under_outgoing_mail(site: Site, admin: Desk) -> None:  # noqa: F811
    with admin.work() as work:
        activate(work, "lead-mql-sql")
    lead_id = admin.enter(contact_name="Maria Nguyen", email="maria@vizor.example")
    admin.complete(lead_id, "welcome-letter")
    page = site.open("crmadmin", "/settings/mail")
    page.get_by_role("button", name="Welcome, Maria Nguyen").click()
    expect(page.locator("#dialog")).to_contain_text("Good day, Maria Nguyen")


@pytest.mark.requirement("D5")
def test_stages_are_switched_on_the_bar_in_any_order(site: Site, admin: Desk) -> None:  # noqa: F811
    with admin.work() as work:
        activate(work, "lead-mql-sql")
    page = site.open("sales", f"/leads/{admin.enter()}")
    for code, asks in (("sql", False), ("mql", True), ("sql", False), ("converted", True), ("mql", False)):
        page.locator(f"[data-bar] [data-stage={code}] .bar-move").click()
        if asks:
            page.locator("#confirm-dialog").get_by_role("button", name="Move").click()
        expect_stage(page, code)
