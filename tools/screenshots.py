"""Takes the pictures of docs/screenshots: the real pages on the demo data, in a browser of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from crm.models import Lead, Opportunity
from db import migrate
from db.connection import conninfo
from db.embedded import EmbeddedServer
from db.settings import Settings
from tasks.bootstrap import build
from tasks.demo import load
from tasks.demo.people import PASSWORD
from tasks.initial import initialise
from tasks.work import Baton
from tests.chromium import launch_options
from tests.integration.webui.api.serving import serving
from webui.app import create_app

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
DESKTOP, PHONE = (1440, 900), (360, 740)


@contextmanager
def installation() -> Iterator[Baton]:
    """Baton with demo data on a server that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="baton-pictures-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server runs as another user when this one is root
        with EmbeddedServer(folder) as server:
            with psycopg.connect(conninfo(server.url("postgres")), autocommit=True) as connection:
                connection.execute("CREATE DATABASE pictures")
            baton = build(Settings(data_dir=folder, secret_key=token_hex()), server.url("pictures"))
            migrate.upgrade(baton.engine)
            initialise(baton)
            load(baton)
            yield baton
            baton.engine.dispose()


def pages(baton: Baton) -> dict[str, str]:
    """Return the name of each picture and the page it shows."""
    with baton.sessions() as session:
        lead = session.scalars(select(Lead.id).where(Lead.stage == "handoff").order_by(Lead.id).limit(1)).one()
        working = Opportunity.stage == "proposal"
        opportunity = session.scalars(select(Opportunity.id).where(working).order_by(Opportunity.id).limit(1)).one()
    return {
        "inbox": "/inbox",
        "leads": "/leads",
        "board": "/leads/board",
        "lead": f"/leads/{lead}",
        "opportunity": f"/opportunities/{opportunity}",
    }


DESIGN = {
    "processes": "/processes",
    "process": "/processes/lead-management",
    "designer": "/processes/lead-handoff/design",
    "dry-run": "/processes/lead-management/dry-run",
    "compare": "/processes/lead-management/compare?from=1&to=2",
    "stages": "/processes/lead-management?tab=stages",
    "settings": "/settings",
    "rights": "/settings/rights",
    "audit": "/settings/audit",
}


def change(baton: Baton) -> None:
    """Publish a second version of the lead process, so that there is something to compare."""
    with baton.sessions.begin() as session:
        baton.library.set_stage_disabled(session, "lead-management", "nurturing", disabled=True)
        baton.library.publish(session, "lead-management", None, "Nurturing is switched off")


def take(
    browser: Browser, address: str, login: str, shown: dict[str, str], size: tuple[int, int], suffix: str = ""
) -> None:
    """Sign in and take a picture of each page."""
    context = browser.new_context(
        base_url=address, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, login)
    for name, path in shown.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        prepare(page, name)
        page.screenshot(path=FOLDER / f"{name}{suffix}.png")
    context.close()


def prepare(page: Page, name: str) -> None:
    """Bring a page to where there is something to see on it."""
    if name == "dry-run":
        page.get_by_role("button", name="Qualify", exact=True).click()
        page.locator("#walk-diagram .token").first.wait_for()
    if name == "designer":
        page.locator("[data-problem-note]", has_text="published").wait_for()
        page.locator("[data-element-id=contact-customer] > .djs-hit").first.click()
    if name == "compare":
        page.locator("[data-ready]").wait_for()


def sign_in(page: Page, login: str) -> None:
    """Sign in as somebody of the demo."""
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("#sign-in button")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def main() -> None:
    """Take all pictures, for a desk and for a phone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with installation() as baton, serving(create_app(baton)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        address, shown = f"http://127.0.0.1:{served.port}", pages(baton)
        take(browser, address, "sales", shown, DESKTOP)
        take(browser, address, "sales", {name: shown[name] for name in ("inbox", "lead")}, PHONE, "-phone")
        change(baton)
        take(browser, address, "admin", DESIGN, DESKTOP)
        browser.close()
    print(f"{len(shown) + len(DESIGN) + 2} pictures in {FOLDER}")


if __name__ == "__main__":
    main()
