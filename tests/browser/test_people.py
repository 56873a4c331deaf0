"""Who gets in and what they leave behind: sign-in that has to wait, the organisation's provider, the audit log."""

import dataclasses
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from db.settings import IdentityProvider
from tasks.work import Baton
from tests.browser.conftest import Site, running
from tests.desk import Desk
from tests.identity_provider import providing

Seat = Callable[[str], Desk]


@pytest.mark.requirement("H1")
def test_who_guesses_has_to_wait_and_colleagues_do_not(site: Site) -> None:
    page = site.open(None, "/sign-in")
    for _ in range(6):
        page.fill("#login", "sales")
        page.fill("#password", "wrong password")
        page.click("#sign-in button")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Too many failed attempts")
    expect(page.locator("#login")).to_have_value("sales")
    page.fill("#login", "sales2")
    page.fill("#password", "baton-demo")
    page.click("#sign-in button")
    expect(page).to_have_url(re.compile("/inbox"))


@pytest.mark.requirement("H1")
def test_signing_in_with_the_organisation(baton: Baton, browser: Browser) -> None:
    with providing() as provider:
        provider.know("sofia", email="sales@baton.example", email_verified=True)
        organisation = IdentityProvider(provider.issuer, "baton", "a secret between servers")
        settings = dataclasses.replace(baton.settings, identity_provider=organisation)
        with running(dataclasses.replace(baton, settings=settings), browser) as site:
            page = site.open(None, "/leads?tab=mine")
            # The provider's own page asks for a style sheet from elsewhere, where tests do not reach.
            page.route(re.compile("^https://"), lambda route: route.fulfill(body="", content_type="text/css"))
            page.get_by_role("link", name="Sign in with your organisation").click()
            expect(page).to_have_url(re.compile(re.escape(provider.issuer)))
            page.get_by_placeholder("sub").fill("sofia")
            page.get_by_role("button", name="Authorize").click()
            expect(page).to_have_url(re.compile("/leads[?]tab=mine$"))
            expect(page.get_by_role("button", name="Sofia Keller")).to_be_visible()


@pytest.mark.requirement("H2")
def test_the_audit_log_is_narrowed_read_on_and_taken_out(site: Site, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    for number in range(60):
        desk("sales2").enter(title=f"Number {number}", contact_name="=1+1")
    page = site.open("admin", "/settings/audit")
    rows = page.locator("[data-entry]")
    expect(rows.first).to_contain_text("Signed in")
    page.get_by_label("Person").select_option("sales2")
    expect(page).to_have_url(re.compile("person=sales2"))
    page.get_by_label("Kind of record").select_option("lead")
    expect(rows).to_have_count(50)
    page.get_by_role("link", name="Clear").click()
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="Show more").click()
    expect(rows.nth(50)).to_be_visible()
    page.get_by_label("Kind of record").select_option("lead")
    page.get_by_label("Id of the record").fill(str(lead_id))
    page.get_by_role("button", name="Find").click()
    stage = page.locator(".audit-what", has_text="Stage")
    expect(stage.first).to_contain_text("Qualification")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    assert re.fullmatch(r"audit-log-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    page.goto("/settings/audit?action=exported")
    expect(rows).to_have_count(1)


@pytest.mark.requirement("H1")
def test_ones_own_account(site: Site) -> None:
    page, other = site.open("sales", "/inbox"), site.open("sales", "/inbox")
    page.get_by_role("button", name="Sofia Keller").click()
    page.get_by_role("link", name="My account").click()
    expect(page.locator("[data-session]")).to_have_count(2)
    page.get_by_role("button", name="New token").click()
    page.get_by_label("What is it for?").fill("Reports")
    page.get_by_role("button", name="Make token").click()
    expect(page.get_by_label("Secret of the token")).to_have_value(re.compile("^baton_"))
    page.get_by_role("link", name="I have copied it").click()
    expect(page.locator("[data-token]")).to_contain_text("Reports")
    page.get_by_role("button", name="Change password").click()
    page.get_by_label("Password now").fill("baton-demo")
    page.get_by_label("New password", exact=True).fill("password1")
    page.get_by_label("New password again").fill("password1")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator("#dialog")).to_contain_text("easily guessed")
    page.get_by_label("Password now").fill("baton-demo")
    page.get_by_label("New password", exact=True).fill("a fresh sentence")
    page.get_by_label("New password again").fill("a fresh sentence")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Your password is changed")
    expect(page.locator("[data-session]")).to_have_count(1)
    expect(page.locator("[data-token]")).to_have_count(0)
    other.reload()
    expect(other).to_have_url(re.compile("/sign-in"))
