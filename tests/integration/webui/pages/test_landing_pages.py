"""Landing pages and webhooks in the settings: who may edit them, and what is wrong told with nothing lost."""

from collections.abc import Callable

import pytest

from tests.integration.webui.pages.conftest import Visitor

People = Callable[[str], Visitor]
GIVEN = {
    "title": "Spring offer", "slug": "spring", "show": ["email", "contact_name"], "order.email": "2", "order.contact_name": "1",
    "label.email": "Your e-mail", "required.email": "on", "hidden.customer_need": "additional-service", "domains": "shop.example",
    "active": "true",
}  # fmt: skip
HTMX = {"HX-Request": "true"}


@pytest.mark.requirement("F3")
def test_a_landing_page_is_made_changed_and_listed(visitor: People) -> None:
    marketeer = visitor("marketeer")
    assert marketeer.get("/settings/landing-pages/new").status_code == 200
    made = marketeer.post("/settings/landing-pages/new", GIVEN)
    assert made.status_code == 303
    editor = marketeer.get(made.headers["Location"])
    assert "Your e-mail" in editor.text
    assert "&lt;form method=&#34;post&#34; action=&#34;http://127.0.0.1:8000/l/spring" in editor.text
    hosted = marketeer.client.get("/l/spring").text
    assert hosted.index("contact_name") < hosted.index("Your e-mail")
    changed = marketeer.post(made.headers["Location"], GIVEN | {"title": "Summer offer", "revision": "1"})
    assert changed.status_code == 303
    assert "Summer offer" in marketeer.get("/settings/landing-pages").text
    stale = marketeer.post(made.headers["Location"], GIVEN | {"revision": "1"})
    assert stale.status_code == 412


@pytest.mark.requirement("F3")
def test_the_preview_follows_what_is_typed_without_saving(visitor: People) -> None:
    marketeer = visitor("marketeer")
    marketeer.get("/settings/landing-pages/new")
    preview = marketeer.post("/settings/landing-pages/preview", GIVEN | {"text": "<b>Half</b> price"}, **HTMX)
    assert (preview.status_code, "Your e-mail" in preview.text) == (200, True)
    assert "&lt;b&gt;Half" in preview.text
    assert "No landing pages yet" in marketeer.get("/settings/landing-pages").text


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"slug": "Spring Offer"}, "Use small letters"),
        ({"slug": "events"}, "an address of Baton itself"),
        ({"title": ""}, "This field is required."),
        ({"domains": "not a*website"}, "is no website"),
        ({"hidden.customer_need": ""}, "Every lead has a customer need"),
        ({"hidden.customer_need": "nonsense"}, "nonsense"),
        ({"show": []}, "Show at least one field."),
        ({"shortest.email": "9", "longest.email": "3"}, "is impossible"),
        ({"longest.email": "many"}, "whole numbers"),
        ({"redirect": "javascript:alert(1)"}, "Enter a web address"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(visitor: People, wrong: dict[str, object], told: str) -> None:
    marketeer = visitor("marketeer")
    marketeer.get("/settings/landing-pages/new")
    refused = marketeer.post("/settings/landing-pages/new", GIVEN | {"text": "Half price"} | wrong, **HTMX)
    assert (refused.status_code, told in refused.text, "Half price" in refused.text) == (422, True, True)


@pytest.mark.requirement("F3", "H1")
def test_an_address_is_taken_once_and_sales_makes_none(visitor: People) -> None:
    marketeer, sales = visitor("marketeer"), visitor("sales")
    assert marketeer.post("/settings/landing-pages/new", GIVEN).status_code == 303
    again = marketeer.post("/settings/landing-pages/new", GIVEN, **HTMX)
    assert (again.status_code, "There is a landing page “spring” already." in again.text) == (422, True)
    assert sales.get("/settings/landing-pages").status_code == 403
    assert sales.post("/settings/landing-pages/new", GIVEN | {"slug": "mine"}).status_code == 403
    assert sales.post("/settings/landing-pages/preview", GIVEN).status_code == 403


@pytest.mark.requirement("F7", "H1")
def test_webhooks_are_made_with_a_secret_that_is_shown_once(visitor: People) -> None:
    admin = visitor("crmadmin")
    assert "No webhooks yet" in admin.get("/settings/webhooks").text
    assert admin.get("/settings/webhooks/webhook/new").status_code == 200
    given = {"name": "Billing", "url": "https://billing.example/baton", "events": ["lead.created"], "active": "true"}
    made = admin.post("/settings/webhooks/webhook/new", given)
    assert (made.status_code, "never shown again" in made.text) == (200, True)
    assert admin.post("/settings/webhooks/incoming_hook/new", {"name": "Shop", "active": "true"}).status_code == 200
    listed = admin.get("/settings/webhooks").text
    for shown in ("Billing", "Lead created", "Shop", "/hooks/"):
        assert shown in listed
    assert "Lead created" in admin.get("/settings/webhooks/webhook/1/edit").text
    assert "Nothing sent yet" in admin.get("/settings/webhooks/1").text
    wrong = admin.post("/settings/webhooks/webhook/1/edit", {"name": "", "url": "billing", "revision": "1"})
    assert (wrong.status_code, "Choose one or more of" in wrong.text) == (422, True)
    assert (
        admin.post("/settings/webhooks/webhook/1/edit", given | {"name": "Books", "revision": "1"}).status_code == 303
    )
    assert visitor("marketeer").get("/settings/webhooks").status_code == 403


@pytest.mark.requirement("F7")
def test_private_addresses_are_allowed_by_a_setting(visitor: People) -> None:
    admin = visitor("admin")
    admin.get("/settings")
    saved = admin.post("/settings/webhooks-to-private-addresses", {"value": "true"}, **HTMX)
    assert (saved.status_code, "checked" in saved.text) == (200, True)
    assert admin.post("/settings/webhooks-to-private-addresses", {}, **HTMX).status_code == 200
