"""The designer in a real browser: drawing, saving by itself, checking, publishing, and two people at one draft."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import processes
from tests.browser.conftest import Site
from tests.canonical import facts
from tests.desk import Desk

Seat = Callable[[str], Desk]
CHECKED = "It can be published."


def designed(site: Site, key: str, login: str = "designer") -> Page:
    """Open the designer and wait until it is ready."""
    page = site.open(login, f"/processes/{key}/design")
    expect(page.locator("[data-problem-note]")).to_have_text(CHECKED)
    return page


def choose(page: Page, element: str) -> None:
    page.locator(f".djs-element[data-element-id='{element}'] > .djs-hit").first.click()


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
