"""A designer walks through the lead process: forms, results, time, diagram, back to an earlier step."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from crm.models import Lead, OutgoingMail
from tasks.models import UserTask
from tests.browser.conftest import PHONE, Site
from tests.desk import Desk


@pytest.mark.requirement("A10+")
def test_a_designer_walks_through_a_process_and_nothing_remains(site: Site, desk: Callable[[str], Desk]) -> None:
    page = site.open("designer", "/processes/lead-management")
    page.get_by_role("link", name="Dry run").click()
    page.get_by_role("button", name="Qualify", exact=True).click()
    task = page.locator("[data-walk-task=contact-customer]")
    expect(page.locator("#walk-diagram .token.is-waiting")).to_be_visible()

    task.get_by_label("Proceed to handoff").check()
    task.get_by_role("button", name="Complete").click()
    expect(task.get_by_text("This field is required.")).to_be_visible()
    task.get_by_label("Result details").fill("Wants two")
    task.get_by_role("button", name="Complete").click()
    expect(page.locator("[data-walk-task=handoff-details]")).to_be_visible()
    expect(page.get_by_text("Account made: Example Works.")).to_be_visible()

    page.reload()
    expect(page.locator("[data-walk-task=handoff-details]")).to_be_visible()
    page.get_by_role("button", name="A week").click()
    expect(page.get_by_text("7 days passed")).to_be_visible()
    page.locator("[data-step='1']").get_by_role("button", name="Back to here").click()
    expect(task).to_be_visible()
    expect(page.get_by_text("7 days passed")).to_have_count(0)
    page.get_by_role("link", name="Start again").click()
    expect(page.get_by_role("button", name="Qualify", exact=True)).to_be_visible()

    with desk("admin").work() as work:
        for table in (Lead, UserTask, OutgoingMail):
            assert work.session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.requirement("A10+")
def test_actions_diagrams_and_the_fields_of_the_lead_are_at_hand(site: Site) -> None:
    page = site.open("designer", "/processes/lead-management/dry-run?version=1")
    page.get_by_label("Account name").fill("Vizor")
    page.get_by_role("button", name="Try with these").click()
    expect(page.get_by_text("Lead made: Software / Vizor.")).to_be_visible()
    page.get_by_role("button", name="Qualify", exact=True).click()
    page.get_by_role("link", name="Lead management", exact=True).click()
    expect(page.locator("#walk-diagram .token.is-passed").first).to_be_visible()
    page.get_by_label("Steps are taken by").select_option("sales2")
    page.locator("[data-walk-action=reassign] summary").click()
    page.locator("[data-walk-action=reassign]").get_by_label("Owner").select_option("sales")
    page.locator("[data-walk-action=reassign]").get_by_role("button", name="Reassign").click()
    expect(page.get_by_text(re.compile("Owner is “Sofia Keller” now"))).to_be_visible()
    expect(page.get_by_text("by sales2")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
