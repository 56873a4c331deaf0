"""A landing page from the settings to the lead: made in the editor, and sent from a website of another origin."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from flask import Flask, Response
from playwright.sync_api import expect
from sqlalchemy import select
from werkzeug.serving import make_server

from crm.models import Lead, WebsiteEvent
from tasks.work import Baton
from tests.browser.conftest import Site


@contextmanager
def website(html: dict[str, str]) -> Iterator[str]:
    """Serve pages of somebody else's website and return its address."""
    app = Flask("website")
    app.add_url_rule("/<name>", "page", lambda name: Response(html.get(name, ""), mimetype="text/html"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        # Another name of this machine is another origin, and another site for cookies too.
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.requirement("F3", "F4")
def test_a_lead_is_sent_from_a_website_of_another_origin(site: Site, baton: Baton) -> None:
    editor = site.open("marketeer", "/settings/landing-pages/new")
    editor.get_by_label("Title").first.fill("Spring offer")
    editor.get_by_label("Address").first.fill("spring")
    editor.get_by_label("Text of consent").fill("You may write to me.")
    editor.get_by_label("Label of Email").fill("Your e-mail")
    expect(editor.locator("#landing-preview")).to_contain_text("Your e-mail")
    editor.get_by_text("Hidden fields and their values").click()
    editor.locator("[name='hidden.customer_need']").select_option("additional-service")
    editor.get_by_role("button", name="Save").click()
    snippet = editor.get_by_label("HTML for your website").input_value().replace("http://127.0.0.1:8000", site.address)
    html: dict[str, str] = {}
    with website(html) as address:
        editor.get_by_label("Allowed websites").fill(address)
        with editor.expect_navigation():
            editor.get_by_role("button", name="Save").click()
        html["offer"] = f"<!doctype html><title>Our offer</title><body>{snippet}</body>"
        html["prices"] = html["offer"].replace("Our offer", "Prices")

        visitor = site.open(None, "/healthz")
        visitor.goto(f"{address}/offer?utm_campaign=radio")
        visitor.get_by_label("Your e-mail").fill("maria@")
        visitor.get_by_label("Contact name").fill("Maria Nguyen")
        visitor.get_by_label("You may write to me.").check()
        visitor.get_by_role("button", name="Send").click()
        expect(visitor.locator(".baton-error")).to_contain_text("Enter an e-mail address")
        expect(visitor.get_by_label("Contact name")).to_have_value("Maria Nguyen")
        visitor.get_by_label("Your e-mail").fill("maria@vizor.example")
        visitor.get_by_role("button", name="Send").click()
        expect(visitor.get_by_role("status")).to_contain_text("Thank you")
        with visitor.expect_response("**/l/events"):
            visitor.goto(f"{address}/prices")

    with baton.sessions() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.contact_name, lead.email, lead.ad_campaign) == ("Maria Nguyen", "maria@vizor.example", "radio")
        told = (
            select(WebsiteEvent.kind, WebsiteEvent.title)
            .where(WebsiteEvent.lead_id == lead.id)
            .order_by(WebsiteEvent.id)
        )
        assert [tuple(row) for row in session.execute(told)] == [
            ("page_view", "Our offer"),
            ("form_sent", "Spring offer"),
            ("page_view", "Prices"),
        ]
        lead_id = lead.id
    tab = site.open("sales", f"/leads/{lead_id}?tab=website")
    expect(tab.locator("#tab")).to_contain_text("You may write to me.")
    expect(tab.locator("#tab")).to_contain_text("Prices")
