"""Running leads moved to another version, clicked through by an admin: chosen, previewed, moved, taken back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Site
from tests.desk import Desk
from tests.integration.tasks.test_migrations import publish, rename_contact

TASK = re.compile("Contact the customer")


def new_version(desk: Callable[[str], Desk]) -> None:
    """Publish a version in which one task has another id, and another one an id and a name of its own."""

    def edit(xml: str) -> str:
        named = xml.replace('name="Enter the handoff details"', 'name="Details for sales"')
        return rename_contact(named).replace('"handoff-details"', '"sales-details"')

    publish(desk("admin"), "lead-handoff", edit)


@pytest.mark.requirement("A9+")
def test_leads_are_moved_to_a_version_with_renamed_steps_and_back(site: Site, desk: Callable[[str], Desk]) -> None:
    sales = desk("sales")
    waiting, detailed = sales.qualified(), sales.qualified()
    sales.complete(detailed, "contact-customer", "proceed-to-handoff", result_details="Wants it")
    new_version(desk)

    page = site.open("admin", "/processes/lead-management")
    page.get_by_role("link", name="Instances by version").click()
    page.get_by_role("button", name="Compare and preview").click()
    expect(page.get_by_label(TASK)).to_have_value("lead-handoff/call-customer")
    expect(page.locator("[data-can-move]")).to_contain_text("Can be moved: 1")
    expect(page.locator("[data-cannot-move]")).to_contain_text("which version 2 does not have")
    expect(page.locator("[data-diagram] .failed[data-element-id='handoff-details']")).to_be_visible()
    page.locator("[data-cannot-move] [data-element='handoff-details']").click()
    expect(page.locator("[data-diagram] .chosen[data-element-id='handoff-details']")).to_be_visible()

    page.get_by_label("Enter the handoff details").select_option("lead-handoff/sales-details")
    expect(page.locator("[data-can-move]")).to_contain_text("Can be moved: 2")
    page.get_by_role("button", name="Move 2").click()
    page.locator("#confirm-dialog").get_by_role("button", name="Move").click()
    progress = page.locator("#migration-progress")
    expect(progress).to_have_attribute("data-state", "done")
    expect(progress.locator("[data-count=moved]")).to_have_text("2")
    assert sales.open_elements(detailed) == ["sales-details"]

    sales.complete(waiting, "call-customer", "proceed-to-handoff", result_details="Wants it too")
    progress.get_by_role("button", name="Undo").click()
    page.locator("#confirm-dialog").get_by_role("button", name="Undo").click()
    expect(progress.locator("[data-count=undone]")).to_have_text("1")
    expect(progress.locator("[data-stayed=kept]")).to_contain_text("It has gone on since")
    assert sales.open_elements(detailed) == ["handoff-details"]
    page.get_by_role("link", name="Instances by version").click()
    expect(page.get_by_role("link", name="Version 1 → 2")).to_be_visible()


def test_designers_preview_on_a_phone_and_cannot_move(site: Site, desk: Callable[[str], Desk]) -> None:
    desk("sales").qualified()
    new_version(desk)
    page = site.open("designer", "/processes/lead-management/instances", PHONE)
    page.get_by_role("button", name="Compare and preview").click()
    expect(page.locator("[data-can-move]")).to_contain_text("An admin moves; you may preview.")
    expect(page.get_by_role("button", name=re.compile("^Move "))).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
