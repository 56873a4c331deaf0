"""Designers and administrators at the process library, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import processes
from tasks import active_process
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.desk import Desk

Seat = Callable[[str], Desk]
LEADS = Path(processes.__path__[0]) / "lead-management" / "lead-management.bpmn"
DROP = """([name, text]) => {
    const files = new DataTransfer();
    files.items.add(new File([text], name, { type: 'application/xml' }));
    const place = document.querySelector('[data-drop-files]');
    for (const kind of ['dragover', 'drop']) {
        place.dispatchEvent(new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
    }
}"""


def act(page: Page, name: str, action: str) -> None:
    """Choose an action from the menu of a process in the library."""
    page.get_by_role("button", name=f"Actions for {name}", exact=True).click()
    page.locator(".dropdown-menu.show").get_by_text(action, exact=True).click()


def confirm(page: Page, words: str) -> None:
    dialog = page.locator("#confirm-dialog")
    expect(dialog).to_contain_text(words)
    dialog.locator("[value=yes]").click()


def copy(page: Page, name: str, key: str) -> None:
    page.goto("/processes")
    act(page, "Lead management", "Copy…")
    expect(page.locator("#d-key")).to_have_value("lead-management-copy")
    page.locator("#d-name").fill(name)
    page.locator("#d-key").fill(key)
    page.locator("#dialog").get_by_role("button", name="Copy").click()
    expect(page).to_have_url(re.compile(f"/processes/{key}$"))


def switch_off(page: Page, stage: str) -> None:
    """Have the flow pass through a stage and wait for the table that says so."""
    with page.expect_response(lambda answer: "tab=stages" in answer.url):
        page.get_by_label(f"{stage} is worked in").uncheck()
    expect(page.get_by_label(f"{stage} is worked in")).not_to_be_checked()
    expect(page.locator("label", has=page.get_by_label(f"{stage} is worked in"))).to_have_text("Passed through")


def publish(page: Page, comment: str) -> None:
    page.locator("#tab").get_by_role("button", name="Publish…").click()
    page.locator("#d-comment").fill(comment)
    page.locator("#dialog").get_by_role("button", name="Publish").click()
    expect(page).to_have_url(re.compile("tab=versions"))


@pytest.mark.requirement("A2")
def test_the_library_is_looked_through_by_words_kind_and_state(site: Site) -> None:
    page = site.open("sales", "/processes")
    expect(page.locator("#library h2").first).to_have_text("Lead management")
    expect(page.locator("#library h2").last).to_have_text("Sub-processes")
    leads = page.locator("[data-row=lead-management]")
    expect(leads).to_contain_text("Active")
    expect(leads.locator("img")).to_have_js_property("complete", True)
    assert leads.locator("img").evaluate("image => image.naturalWidth") > 0
    expect(page.locator("[data-row=lead-nurturing]")).to_contain_text("lead-management")
    page.get_by_label("Kind").select_option("opportunity")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile("kind=opportunity"))
    page.get_by_label("Find a process").fill("no such thing")
    expect(page.locator("#library")).to_contain_text("Nothing found")
    assert page.get_by_text("Import", exact=True).count() == 0


@pytest.mark.requirement("A3")
def test_a_process_is_copied_disabled_enabled_and_its_draft_deleted(site: Site) -> None:
    page = site.open("admin", "/processes")
    act(page, "Lead management", "Disable")
    confirm(page, "It starts no new instances")
    expect(page.locator("#toasts")).to_contain_text("choose another one there first")
    copy(page, "Our leads", "our-leads")
    expect(page.locator(".djs-element[data-element-id=nurturing]")).to_be_visible()
    page.goto("/processes")
    act(page, "Corporate sale", "Disable")
    confirm(page, "Disable “Corporate sale”?")
    expect(page.locator(".record-title")).to_contain_text("Disabled")
    act(page, "Corporate sale", "Enable")
    expect(page.locator(".record-title")).not_to_contain_text("Disabled")
    page.goto("/processes")
    act(page, "Our leads", "Delete draft")
    confirm(page, "It was never published")
    expect(page.locator("[data-row=lead-management]")).to_be_visible()
    expect(page.locator("[data-row=our-leads]")).to_have_count(0)


@pytest.mark.requirement("A2", "A3")
def test_files_are_brought_in_by_dragging_them_onto_the_page(site: Site) -> None:
    page = site.open("designer", "/processes")
    text = (
        LEADS.read_text().replace('"lead-management"', '"brought"').replace('name="Lead management"', 'name="Brought"')
    )
    page.evaluate(DROP, ["brought.bpmn", text])
    expect(page.locator("#dialog")).to_contain_text("Brought is a new draft.")
    page.get_by_role("link", name="Done").click()
    expect(page.locator("[data-row=brought]")).to_contain_text("Draft")
    page.set_input_files(
        "#import-files", {"name": "again.bpmn", "mimeType": "application/xml", "buffer": text.encode()}
    )
    expect(page.locator("#dialog")).to_contain_text("There is a process “brought” already")
    page.get_by_role("button", name="Replace the draft").click()
    expect(page.locator("#dialog")).to_contain_text("It is the draft of Brought now")
    page.get_by_role("link", name="Done").click()
    page.evaluate(DROP, ["broken.bpmn", text.replace("</bpmn:process>", "")])
    expect(page.locator("#dialog .model-problems")).to_contain_text("not well-formed XML")
    expect(page.locator("#dialog .model-problems")).to_contain_text("line")


@pytest.mark.requirement("A5", "A6", "A7", "A10+")
def test_stages_are_added_switched_off_removed_and_what_changed_is_shown(site: Site, desk: Seat) -> None:
    page = site.open("designer", "/processes")
    copy(page, "Our leads", "our-leads")
    page.get_by_role("link", name="Stages").click()
    publish(page, "As it was")
    page.get_by_role("link", name="Stages").click()
    page.get_by_role("button", name="Add a stage").click()
    page.locator("#d-name").fill("Care")
    page.get_by_label("Work like in").select_option("nurturing")
    page.get_by_label("Comes after").select_option("nurturing")
    expect(page.locator("#proposed-moves")).to_contain_text("Nurturing → Care")
    expect(page.locator("#proposed-moves code")).to_have_text("care")
    page.get_by_role("button", name="Add the stage").click()
    expect(page.locator("[data-row=care]")).to_contain_text("our-leads-care")
    switch_off(page, "Handoff to sales")
    page.get_by_role("button", name="Remove Nurturing").click()
    confirm(page, "Take “Nurturing” out of the draft")
    expect(page.locator("[data-row=nurturing]")).to_have_count(0)
    page.goto("/processes/our-leads/compare")
    page.locator("[data-ready]").wait_for()
    expect(page.locator("[data-side=after] .is-added[data-element-id=care]")).to_be_visible()
    expect(page.locator("[data-side=before] .is-removed[data-element-id=nurturing]")).to_be_visible()
    expect(page.locator("[data-side=after] .is-changed[data-element-id=handoff]")).to_be_visible()
    expect(page.locator("[data-side=after] .passed-through")).to_have_attribute("data-element-id", "handoff")
    page.get_by_role("button", name="The stage “Care” is new.").click()
    expect(page.locator("[data-side=after] .chosen[data-element-id=care]")).to_be_visible()
    expect(page.locator(".change-list")).to_contain_text("switched off was no and is now yes")
    page.goto("/processes/our-leads?tab=stages")
    publish(page, "With care")
    with desk("admin").work() as work:
        active_process.activate(work, "our-leads")
    lead_id = desk("sales").enter(contact_name="Maria Nguyen")
    sales = site.open("sales", f"/leads/{lead_id}")
    expect(sales.locator("[data-bar]")).to_contain_text("Care")
    expect(sales.locator("[data-bar]")).not_to_contain_text("Nurturing")


@pytest.mark.requirement("A10+")
def test_an_earlier_version_is_rolled_back_to_with_one_click(site: Site) -> None:
    page = site.open("designer", "/processes")
    copy(page, "Our leads", "our-leads")
    page.get_by_role("link", name="Stages").click()
    publish(page, "First")
    page.get_by_role("link", name="Stages").click()
    switch_off(page, "Nurturing")
    page.set_viewport_size(PHONE)
    expect(page.locator("[data-row=handoff]")).to_contain_text("Can be moved to")
    expect(page.locator("[data-row=handoff] .phone-label")).to_be_visible()
    expect(page.locator("[data-row=handoff]").get_by_text("Worked in")).to_be_visible()
    page.set_viewport_size(DESKTOP)
    page.reload()
    publish(page, "Second")
    page.get_by_role("button", name="Roll back").click()
    confirm(page, "Publish what version 1 says as version 3?")
    expect(page.locator("#tab")).to_contain_text("As version 1")
    expect(page.locator("tr", has_text="Version 3")).to_contain_text("Current")
    page.get_by_label("Compare from version 1").check()
    page.get_by_label("Compare to version 3").check()
    page.get_by_role("button", name="Compare the two marked").click()
    expect(page.locator(".change-list")).to_contain_text("They say the same.")


@pytest.mark.requirement("A7")
def test_moves_between_stages_are_ticked_in_a_matrix(site: Site) -> None:
    page = site.open("crmadmin", "/settings/lookups/lead-stage-transitions")
    page.get_by_role("link", name="Matrix").click()
    move = page.get_by_label("Nurturing to Satisfied")
    expect(move).not_to_be_checked()
    move.check()
    page.get_by_label("Stages of").select_option("lead-states")
    expect(page.locator("#confirm-dialog")).to_contain_text("Some moves are not saved yet.")
    page.locator("#confirm-dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Stages of")).to_have_value("lead-management")
    page.get_by_label("Nurturing to Handoff to sales").uncheck()
    page.get_by_role("button", name="Save the moves").click()
    expect(page.locator("#toasts")).to_contain_text("The moves are saved")
    expect(page.get_by_label("Nurturing to Satisfied")).to_be_checked()
    expect(page.get_by_label("Nurturing to Handoff to sales")).not_to_be_checked()
    other = site.open("designer", "/processes/lead-management?tab=stages")
    expect(other.locator("[data-row=nurturing]")).to_contain_text("Satisfied")
    other.get_by_role("link", name="Moves between stages").click()
    expect(other.get_by_label("Nurturing to Satisfied")).to_be_disabled()


@pytest.mark.requirement("A4")
def test_what_another_active_process_would_change_is_shown_before_it_is_saved(site: Site, desk: Seat) -> None:
    desk("sales").qualified()
    page = site.open("admin", "/processes")
    copy(page, "Our leads", "our-leads")
    page.get_by_role("link", name="Stages").click()
    switch_off(page, "Nurturing")
    publish(page, "Ours")
    page.goto("/settings")
    setting = page.locator("[data-setting=lead-management-business-process]")
    setting.get_by_label("Find a process").fill("our")
    expect(setting.get_by_role("radio")).to_have_count(2)
    setting.get_by_role("radio", name="Our leads").check()
    preview = setting.locator(".preview")
    expect(preview).to_contain_text("Lead management → Our leads, version 1.")
    expect(preview.locator("li", has_text="Nurturing").first).to_contain_text("passed through")
    expect(preview.locator("li.is-removed").first).to_contain_text("gone for new leads")
    expect(preview).to_contain_text("Lead management, version 1: 1 running")
    setting.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("saved")
    expect(setting.get_by_role("radio", name="Our leads")).to_be_checked()
