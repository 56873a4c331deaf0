"""What holds on every page: it fits the screen, runs no foreign script, and says what went wrong."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Site
from tests.desk import Desk

Seat = Callable[[str], Desk]
PAGES = (
    "/inbox",
    "/leads",
    "/leads/{lead}",
    "/leads/{lead}?tab=info",
    "/leads/{lead}?tab=history",
    "/leads/{lead}?tab=feed",
    "/leads/{lead}?tab=similar",
    "/leads/{lead}?tab=activities",
    "/leads/{lead}?tab=process",
    "/contacts",
    "/contacts/{contact}",
    "/contacts/{contact}?tab=related",
    "/accounts",
    "/opportunities",
    "/orders",
    "/processes",
    "/processes/lead-management",
    "/processes/lead-management?tab=words",
    "/processes/lead-management?tab=versions",
    "/processes/lead-management?tab=stages",
    "/processes/lead-management/compare",
    "/processes/lead-nurturing",
    "/settings",
    "/settings/lookups",
    "/settings/lookups/lead-stages",
    "/settings/lookups/lead-stage-transitions",
    "/settings/lookups/lead-stage-transitions/matrix",
    "/settings/users",
    "/settings/mail",
    "/settings/incidents",
    "/settings/audit",
    "/account",
    "/search?q=maria",
)


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_every_page_opens_and_fits_the_screen(site: Site, desk: Seat, size: dict[str, int] | None) -> None:
    lead_id = desk("sales").qualified()
    contact_id = desk("sales").lead(lead_id)["contact_id"]
    page = site.open("admin", "/inbox", size)
    for path in PAGES:
        answer = page.goto(path.format(lead=lead_id, contact=contact_id))
        assert answer is not None
        assert answer.status == 200, path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.evaluate("window.innerWidth"), f"{path} is {width} wide"
        assert page.title().endswith("· Baton"), path


@pytest.mark.requirement("H1")
def test_signing_in_and_out(site: Site) -> None:
    page = site.open(None, "/leads?tab=mine")
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.locator(".people-list")).to_contain_text("Sofia Keller")
    page.fill("#login", "sales")
    page.fill("#password", "wrong password")
    page.click("#sign-in button")
    expect(page.get_by_role("alert")).to_contain_text("Login or password is wrong")
    expect(page.locator("#login")).to_have_value("sales")
    page.fill("#password", "baton-demo")
    page.click("#sign-in button")
    expect(page).to_have_url(re.compile("/leads[?]tab=mine$"))
    page.get_by_role("button", name="Sofia Keller").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/inbox")
    expect(page).to_have_url(re.compile("/sign-in"))


@pytest.mark.requirement("H1")
def test_what_is_not_allowed_or_not_there_is_said_on_a_page(site: Site) -> None:
    page = site.open("sales", "/settings/mail")
    expect(page.locator("#main")).to_contain_text("You may not do this")
    page.goto("/leads/999999")
    expect(page.locator("#main")).to_contain_text("There is no lead 999999")
    page.goto("/nowhere")
    expect(page.locator("body")).to_contain_text("Not Found")


@pytest.mark.requirement("A4")
def test_the_active_process_is_a_setting(site: Site, desk: Seat) -> None:
    page = site.open("admin", "/settings")
    setting = page.locator("[data-setting=lead-management-business-process]")
    expect(setting.get_by_role("radio", checked=True)).to_have_value("lead-management")
    setting.get_by_role("radio", name="None").check()
    expect(setting.locator(".preview")).to_contain_text("work by hand")
    setting.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("saved")
    lead_id = desk("sales").enter(contact_name="By Hand")
    page.goto(f"/leads/{lead_id}")
    page.get_by_role("button", name="Qualify", exact=True).click()
    expect(page.locator("[data-bar] [aria-current=step]")).to_have_attribute("data-stage", "handoff")
    expect(page.locator("#action-panel")).to_contain_text("No open tasks")


def test_the_diagram_shows_where_the_lead_stands(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    page = site.open("sales", f"/leads/{lead_id}?tab=process")
    expect(page.locator(".djs-element.waiting[data-element-id=contact-customer]")).to_be_visible()
    page.get_by_role("link", name="Lead management", exact=True).last.click()
    expect(page.locator(".djs-element.waiting").first).to_be_visible()
    expect(page.get_by_title("Powered by bpmn.io").or_(page.locator(".bjs-powered-by")).first).to_be_visible()


def test_sidebar_and_theme_are_remembered(site: Site) -> None:
    page = site.open("sales", "/leads")
    page.locator("[data-fold-sidebar]").click()
    page.get_by_role("button", name="Sofia Keller").click()
    page.locator("[data-theme-switch]").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-sidebar", "folded")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
