"""Signed calls of other programs: they make and enrich leads, once each."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.models import IncomingHook, Lead
from crm.webhooks import signatures
from db import clock
from tasks.webhooks import incoming
from tasks.work import Baton
from tests.desk import Desk

VALUES = {"customer_need": "additional-service", "contact_name": "Maria Nguyen", "ad_campaign": "Radio"}
Call = Callable[..., TestResponse]


@pytest.fixture
def call(app: Flask, desk: Callable[[str], Desk], baton: Baton) -> Call:
    with desk("crmadmin").work() as work:
        made = incoming.create(work, {"name": "Shop", "source": "landing-page"})
        key = work.session.get_one(IncomingHook, made.id).key

    def send(told: Any, *, secret: str = made.secret, age: int = 0, **headers: str) -> TestResponse:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        with clock.moved(timedelta(seconds=-age)):
            signed = signatures.headers(secret, body)
        return app.test_client().post(f"/hooks/{key}", data=body, headers=signed | headers)

    return send


@pytest.mark.requirement("F7")
def test_a_signed_call_makes_a_lead_and_another_one_enriches_it(call: Call, baton: Baton) -> None:
    made = call({"values": VALUES})
    assert (made.status_code, made.json["created"]) == (201, True)
    enriched = call(
        {"lead_id": made.json["lead_id"], "values": {"ad_banner": "Blue", "lead_generation_form": "Footer"}}
    )
    assert (enriched.status_code, enriched.json["created"]) == (200, False)
    with baton.sessions() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.ad_campaign, lead.ad_banner, lead.lead_generation_form) == ("Radio", "Blue", "Footer")
        assert (lead.source, lead.created_by) == ("landing-page", None)


@pytest.mark.requirement("F7")
def test_a_call_counts_once_and_only_for_some_minutes(call: Call) -> None:
    sent = call({"values": VALUES})
    assert sent.status_code == 201
    # What was signed is sent again as it was, whatever second it is by now.
    again = {name: value for name, value in sent.request.headers if name.startswith("X-Baton-")}
    assert call({"values": VALUES}, **again).status_code == 401
    for age in (330, -330):
        assert call({"values": VALUES}, age=age).status_code == 401


@pytest.mark.requirement("F7")
def test_a_call_signed_otherwise_is_refused(call: Call) -> None:
    assert call({"values": VALUES}, secret="another").status_code == 401
    for time in ("", "now", "9" * 40, "-1"):
        refused = call({"values": VALUES}, **{"X-Baton-Time": time})
        assert refused.status_code == 401


@pytest.mark.requirement("F7")
@pytest.mark.parametrize(
    ("told", "field"),
    [
        (b"{", ""),
        ([], ""),
        ({"values": VALUES, "more": 1}, ""),
        ({"values": {}}, "values"),
        ({"lead_id": "1", "values": VALUES}, "lead_id"),
        ({"values": VALUES | {"owner": "admin"}}, "owner"),
        ({"values": VALUES | {"stage": "handoff"}}, "stage"),
        ({"values": VALUES | {"email": "x"}}, "email"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(call: Call, told: Any, field: str) -> None:
    refused = call(told)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])


@pytest.mark.requirement("F7")
def test_a_refused_call_may_be_sent_again_once_it_is_mended(call: Call, app: Flask) -> None:
    assert call({"lead_id": 999, "values": {"ad_banner": "Blue"}}).status_code == 404
    assert app.test_client().post("/hooks/unknown", data=b"{}").status_code == 404
