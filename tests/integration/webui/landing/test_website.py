"""What visitors of websites do: recorded with consent, and joined to the lead of the form that they send."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.landing import website as visits
from crm.models import Lead, WebsiteEvent
from db import clock
from tasks.work import Baton
from tests.integration.webui.landing.conftest import PERSON, Website

VISITOR = "0123456789abcdef" * 2
VIEW = {
    "form": "spring",
    "baton_visitor": VISITOR,
    "consent": True,
    "page": "https://shop.example/offer",
    "title": "Offer",
}


def tell(website: Website, origin: str = "https://shop.example", **told: Any) -> TestResponse:
    body = json.dumps(VIEW | told)
    return website.client.post("/l/events", data=body, headers={"Origin": origin}, content_type="text/plain")


@pytest.mark.requirement("F3")
def test_what_a_visitor_did_before_and_after_joins_the_lead(website: Website, baton: Baton) -> None:
    tell(website, utm_campaign="radio", referrer="https://search.example/?q=crm")
    tell(website, baton_visitor="f" * 32, page="https://shop.example/somebody-else")
    website.send(PERSON, baton_visitor=VISITOR, utm_campaign="radio", baton_page="https://shop.example/offer")
    with clock.moved(timedelta(minutes=1)):
        tell(website, page="https://shop.example/prices")
    with baton.sessions() as session:
        lead = session.scalars(select(Lead)).one()
        pages = [(event["kind"], event["page"]) for event in visits.of_lead(session, lead.id)]
        assert pages == [
            ("page_view", "https://shop.example/prices"),
            ("form_sent", "https://shop.example/offer"),
            ("page_view", "https://shop.example/offer"),
        ]
        [sent] = visits.submissions_of(session, lead.id)
        assert (sent["utm"], lead.ad_campaign) == ({"utm_campaign": "radio"}, "radio")


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    "told",
    [{"consent": False}, {"consent": "yes"}, {"baton_visitor": "x"}, {"page": "javascript:alert(1)"}, {"page": ""}],
)
def test_nothing_is_recorded_without_consent_or_of_no_page(
    website: Website, baton: Baton, told: dict[str, Any]
) -> None:
    assert tell(website, **told).status_code == 422
    with baton.sessions() as session:
        assert session.scalars(select(WebsiteEvent)).all() == []


@pytest.mark.requirement("F3")
def test_events_come_from_allowed_websites_and_not_in_floods(website: Website) -> None:
    assert tell(website, origin="https://evil.example").status_code == 403
    assert tell(website, form="nothing").status_code == 404
    assert {tell(website).status_code for _ in range(120)} == {204}
    assert tell(website).status_code == 429


@pytest.mark.requirement("F3")
@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 8000, "x" * 9000])
def test_events_that_cannot_be_read_are_refused(website: Website, body: str) -> None:
    assert website.client.post("/l/events", data=body, content_type="text/plain").status_code == 400
