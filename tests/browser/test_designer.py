"""The designer in a real browser: drawing, saving by itself, checking, publishing, and two people at one draft."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import processes
from engine.definition import UserTaskDefinition
from engine.reading.activities import read_operation
from engine.reading.forms import read_user_task
from engine.reading.graph import read_model
from tests.browser.conftest import PHONE, Site
from tests.canonical import facts
from tests.desk import Desk

Seat = Callable[[str], Desk]
CHECKED = "It can be published."
# The modeler is by far the largest script of all.
LOADING_MS = 30_000


def designed(site: Site, key: str, login: str = "designer") -> Page:
    """Open the designer and wait until it is ready."""
    page = site.open(login, f"/processes/{key}/design")
    expect(page.locator("[data-problem-note]")).to_have_text(CHECKED, timeout=LOADING_MS)
    return page


def choose(page: Page, element: str) -> None:
    page.locator(f".djs-element[data-element-id='{element}'] > .djs-hit").first.click()


def put_down(page: Page, x: int, y: int) -> None:
    """Put down what hangs on the pointer, at a place of the canvas."""
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + x - 5, box["y"] + y - 5)
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.click(box["x"] + x, box["y"] + y)


def rename(page: Page, element: str, name: str) -> None:
    choose(page, element)
    page.locator("#bio-properties-panel-name").fill(name)


def group(page: Page, name: str) -> Locator:
    """Return a group of the properties panel."""
    return page.locator(f"[data-group-id='group-baton-{name}']")


def draft(page: Page) -> str:
    """Return the model as it is drawn now."""
    return str(page.evaluate("document.querySelector('[data-designer]').draw.read()"))


def user_task(xml: str, element: str) -> UserTaskDefinition:
    """Read a user task as the engine does."""
    model = read_model(xml)
    return read_user_task(model.nodes[element], model.key)


@pytest.mark.requirement("A6")
def test_what_is_drawn_is_saved_by_itself_and_published(site: Site) -> None:
    page = designed(site, "lead-handoff")
    choose(page, "contact-customer")
    page.locator("#bio-properties-panel-name").fill("Talk to the customer")
    expect(page.locator("[data-state]")).to_have_text("Draft saved")
    page.reload()
    expect(page.locator("[data-element-id=contact-customer]")).to_contain_text("Talk to the")
    page.get_by_role("button", name="Publish").click()
    page.get_by_label("What has changed, and why").fill("Shorter name")
    page.locator("[data-publish-now]").click()
    expect(page.locator("#toasts")).to_contain_text("Version 2 is published")


@pytest.mark.requirement("A6")
def test_what_is_opened_and_written_again_loses_nothing(site: Site) -> None:
    page = designed(site, "lead-handoff")
    again = """async (xml) => {
        const { draw } = document.querySelector('[data-designer]');
        await draw.write(xml);
        return draw.read();
    }"""
    shipped = sorted(Path(processes.__path__[0]).rglob("*.bpmn"))
    others = sorted((Path(__file__).parent.parent / "models").glob("*.bpmn"))
    assert shipped
    assert others
    for path in (*shipped, *others):
        before = facts(path.read_bytes())
        after = facts(page.evaluate(again, path.read_text()))
        assert before - after == {}, path.name
        assert after - before == {}, path.name


@pytest.mark.requirement("A6")
def test_a_step_is_picked_from_the_shelf_and_its_problems_lead_to_it(site: Site) -> None:
    page = designed(site, "lead-handoff")
    page.get_by_label("Find a step").fill("mail")
    page.locator("[data-template='baton.mail.send']").click()
    put_down(page, 500, 120)
    problem = page.locator("[data-problem-list] [data-rule=operation-input]", has_text="subject")
    expect(problem).to_be_visible()
    expect(page.locator(".bjsl-icon-error").first).to_be_visible()
    choose(page, "handoff-begins")
    problem.click()
    page.get_by_label("Subject").fill("Welcome")
    page.get_by_label("Text of the mail").fill("Dear ${lead.contact_name}")
    expect(problem).to_have_count(0)
    assert "mail.send" in draft(page)
    page.get_by_role("button", name="Publish").click()
    page.locator("[data-publish-now]").click()
    expect(page.locator("#toasts")).to_contain_text("Nothing was published")
    undo = page.get_by_role("button", name="Undo")
    while undo.is_enabled():
        undo.click()
    expect(page.locator("[data-problem-note]")).to_have_text(CHECKED)


@pytest.mark.requirement("A6")
def test_results_and_fields_are_filled_in_not_written(site: Site) -> None:
    page = designed(site, "lead-handoff")
    choose(page, "contact-customer")
    group(page, "results").get_by_title("Create new list item").click()
    item = group(page, "results").locator(".bio-properties-panel-list-item").last
    item.get_by_label("Name").fill("Call again")
    item.get_by_label("Code").fill("call-again")
    expect(page.locator("[data-state]")).to_have_text("Draft saved")
    group(page, "fields").get_by_title("Create new list item").click()
    field = group(page, "fields").locator(".bio-properties-panel-list-item").last
    field.get_by_label("Label").fill("Best division")
    field.get_by_label("Name").fill("best_division")
    field.get_by_label("Type").select_option("Value of a lookup")
    field.get_by_label("Lookup", exact=True).select_option("sales-divisions")
    field.locator(".bio-properties-panel-collapsible-entry-header", has_text="Shown for").click()
    field.get_by_label("Call again").first.check()
    expect(page.locator("[data-state]")).to_have_text("Draft saved")
    task = user_task(draft(page), "contact-customer")
    assert task.results[-1].code == "call-again"
    assert task.results[-1].name == "Call again"
    last = task.fields[-1]
    assert (last.name, last.label, last.type, last.lookup) == (
        "best_division",
        "Best division",
        "lookup",
        "sales-divisions",
    )
    assert last.results == ("call-again",)


@pytest.mark.requirement("A6")
def test_a_way_is_taken_for_a_result_that_is_chosen_from_a_list(site: Site) -> None:
    page = designed(site, "lead-handoff")
    choose(page, "what-came-of-it-to-create-order_label")
    expect(page.get_by_label("This way is taken when")).to_have_value("proceed-to-order")
    page.get_by_label("This way is taken when").select_option("Otherwise: no other way fits")
    expect(page.locator("[data-state]")).to_have_text("Draft saved")
    assert 'default="what-came-of-it-to-create-order"' in draft(page)
    page.get_by_label("This way is taken when").select_option("Result is Proceed to order")
    expect(page.locator("[data-problem-note]")).to_have_text(CHECKED)
    assert "default=" not in draft(page)


@pytest.mark.requirement("A6")
def test_the_second_of_two_people_is_told_and_keeps_what_was_drawn(site: Site) -> None:
    first, second = designed(site, "lead-handoff"), designed(site, "lead-handoff", "admin")
    rename(first, "contact-customer", "Talk to them")
    expect(first.locator("[data-state]")).to_have_text("Draft saved")
    rename(second, "contact-customer", "Write to them")
    dialog = second.locator("[data-conflict-dialog]")
    expect(dialog).to_contain_text("Dario Lind saved this draft")
    dialog.get_by_role("button", name="Compare").click()
    expect(dialog.locator("[data-conflict-list]")).to_contain_text("Write to them")
    dialog.get_by_role("button", name="Keep mine as a copy").click()
    dialog.get_by_label("Key of the copy").fill("handoff-mine")
    dialog.get_by_role("button", name="Keep mine as a copy").click()
    second.wait_for_url("**/processes/handoff-mine/design")
    expect(second.locator("[data-element-id=contact-customer]")).to_contain_text("Write to them")
    first.reload()
    expect(first.locator("[data-element-id=contact-customer]")).to_contain_text("Talk to them")


@pytest.mark.requirement("A6")
def test_the_second_of_two_people_may_load_what_the_first_one_drew(site: Site) -> None:
    first, second = designed(site, "lead-handoff"), designed(site, "lead-handoff", "admin")
    rename(first, "contact-customer", "Talk to them")
    expect(first.locator("[data-state]")).to_have_text("Draft saved")
    rename(second, "contact-customer", "Write to them")
    second.get_by_role("button", name="Load theirs").click()
    expect(second.locator("[data-element-id=contact-customer]")).to_contain_text("Talk to them")
    rename(second, "contact-customer", "Meet them")
    expect(second.locator("[data-state]")).to_have_text("Draft saved")


@pytest.mark.requirement("A6")
def test_what_never_reached_the_server_is_offered_after_a_crash(site: Site) -> None:
    page = designed(site, "lead-handoff")
    page.route("**/design/draft", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    rename(page, "contact-customer", "Talk to them")
    expect(page.locator("[data-state]")).to_contain_text("no connection")
    site.complaints.clear()
    page.unroute("**/design/draft")
    again = page.context.new_page()
    again.goto("/processes/lead-handoff/design")
    again.get_by_role("button", name="Go on with them").click()
    expect(again.locator("[data-element-id=contact-customer]")).to_contain_text("Talk to them")
    expect(again.locator("[data-state]")).to_have_text("Draft saved")


@pytest.mark.requirement("A10+")
def test_tokens_walk_through_the_diagram(site: Site) -> None:
    page = designed(site, "lead-qualification")
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_role("button", name="Simulate")).to_have_attribute("aria-pressed", "true")
    page.locator(".bts-context-pad[title='Trigger Event']:visible").first.click()
    expect(page.locator(".bts-element-notification").first).to_be_visible()
    page.get_by_role("button", name="Simulate").click()
    expect(page.locator("[data-state]")).to_have_text("No changes yet")


@pytest.mark.requirement("A6")
def test_a_decision_is_edited_as_a_table(site: Site) -> None:
    page = designed(site, "lead-distribution-rules")
    cell = page.locator("td", has_text='"inside-sales"').first
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type('"direct-sales"')
    page.locator("[data-problem-count]").click()
    expect(page.locator("[data-state]")).to_have_text("Draft saved")
    expect(page.locator("[data-problem-note]")).to_have_text(CHECKED)
    assert '"inside-sales"' not in draft(page)
    page.get_by_role("button", name="Publish").click()
    page.locator("[data-publish-now]").click()
    expect(page.locator("#toasts")).to_contain_text("Version 2 is published")


def test_a_small_screen_shows_what_is_drawn(site: Site) -> None:
    page = site.open("designer", "/processes/lead-handoff/design", PHONE)
    expect(page.locator("[data-problem-note]")).to_have_text(CHECKED)
    expect(page.get_by_text("This screen is small")).to_be_visible()
    expect(page.locator("[data-publish]")).to_be_hidden()
    for name in ("Check", "Simulate", "Dry run"):
        expect(page.locator(".designer-head").get_by_text(name, exact=True)).to_have_count(1)
    expect(page.get_by_role("button", name="Simulate")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.requirement("A6")
def test_whoever_comes_back_to_the_page_sees_what_was_drawn_meanwhile(site: Site) -> None:
    first, second = designed(site, "lead-handoff"), designed(site, "lead-handoff", "admin")
    rename(first, "contact-customer", "Talk to them")
    expect(first.locator("[data-state]")).to_have_text("Draft saved")
    second.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(second.locator("#toasts")).to_contain_text("Dario Lind has changed this draft")
    expect(second.locator("[data-element-id=contact-customer]")).to_contain_text("Talk to them")
    expect(second.locator("[data-state]")).to_have_text("Draft saved")


@pytest.mark.requirement("A6")
def test_what_a_shipped_step_says_is_changed_by_choosing(site: Site) -> None:
    page = designed(site, "lead-handoff")
    choose(page, "maturity-discovered")
    page.get_by_label("Need maturity").select_option("Sales-ready")
    choose(page, "contact-customer")
    page.get_by_label("Group", exact=True).select_option("crm marketeer")
    page.get_by_label("Due", exact=True).fill("P5D")
    expect(page.locator("[data-state]")).to_have_text("Draft saved")
    model = read_model(draft(page))
    [given] = read_operation(model.nodes["maturity-discovered"]).inputs  # type: ignore[union-attr]
    assert (given.target, given.source) == ("need_maturity", "sales-ready")
    task = read_user_task(model.nodes["contact-customer"], model.key)
    assert (task.groups, task.due) == (("crm_marketeer",), "${plus(now(), 'P5D')}")
    assert "modelerTemplate" not in draft(page)
