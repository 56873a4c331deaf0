"""Takes pictures of the main pages of a fresh installation with demo data, for people to look at and for the README.

`python -m tools.screenshots [FOLDER]`; without a folder they go to docs/screenshots.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.serving import Serving
from bench.workbench import fresh_folder
from tasks.demo.people import PASSWORD
from tests.chromium import launch_options

TARGET = Path(__file__).parent.parent / "docs" / "screenshots"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
PAGES = {
    "leads": ("sales", "/leads", None),
    "lead": ("sales", "/leads?stage=handoff", "main a[href^='/leads/']"),
    "inbox": ("sales", "/inbox", "main a[href^='/inbox/']"),
    "opportunity": ("sales", "/opportunities", "main a[href^='/opportunities/']"),
    "processes": ("admin", "/processes", None),
    "process": ("admin", "/processes/lead-management", None),
    "settings": ("admin", "/settings", None),
}
"""Name of the picture: who looks, at which page, and which link there is followed first."""


def main(target: Path) -> None:
    """Start a service with demo data and take all pictures."""
    target.mkdir(parents=True, exist_ok=True)
    with fresh_folder() as folder, Serving(folder, "--demo") as serving, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for suffix, size in (("", DESKTOP), ("-phone", PHONE)):
            for login in sorted({login for login, _, _ in PAGES.values()}):
                with _signed_in(browser, serving.port, login, size) as page:
                    for name, (who, path, link) in PAGES.items():
                        if who == login:
                            print(_take(page, path, link, target / f"{name}{suffix}.png"))
        browser.close()


@contextmanager
def _signed_in(browser: Browser, port: int, login: str, size: dict[str, int]) -> Iterator[Page]:
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}", viewport=size, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("#sign-in button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    yield page
    context.close()


def _take(page: Page, path: str, link: str | None, file: Path) -> Path:
    page.goto(path)
    if link is not None:
        followed = page.locator(link).first.get_attribute("href")
        if followed is None:
            raise LookupError(f"nothing to follow on {path}")
        page.goto(followed)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    return file


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
