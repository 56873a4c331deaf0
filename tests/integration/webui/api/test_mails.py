"""Mails written about leads and opportunities."""

import pytest

from tests.integration.webui.api.caller import Caller

MAIL = {"to": "maria@vizor.example", "subject": "Our offer", "body": "Dear Maria, here it is."}


@pytest.mark.requirement("F8")
def test_a_mail_is_logged_as_an_outgoing_activity(sales: Caller) -> None:
    lead_id = sales.lead()["id"]
    written = sales.post(f"/leads/{lead_id}/mails", MAIL)
    assert written.status_code == 201
    assert written.json["mail_id"] > 0
    assert sales.get(f"/leads/{lead_id}/activities").json["items"] == [written.json]


@pytest.mark.requirement("F8")
def test_mails_about_opportunities_are_logged_there(sales: Caller) -> None:
    opportunity_id = sales.post("/opportunities", {"name": "Vizor"}).json["id"]
    assert sales.post(f"/opportunities/{opportunity_id}/mails", MAIL).status_code == 201
    [logged] = sales.get(f"/opportunities/{opportunity_id}/activities").json["items"]
    assert logged["participants"] == MAIL["to"]


@pytest.mark.parametrize("wrong", [{"to": "maria"}, {"to": "a@b.example\nBcc: c@d.example"}, {"subject": "a\r\nb"}])
def test_a_wrong_mail_is_refused_at_its_field(sales: Caller, wrong: dict[str, str]) -> None:
    lead_id = sales.lead()["id"]
    answer = sales.post(f"/leads/{lead_id}/mails", MAIL | wrong)
    assert (answer.status_code, set(answer.json["errors"])) == (422, set(wrong))
    assert sales.get(f"/leads/{lead_id}/activities").json["items"] == []


def test_a_mail_about_a_lead_that_is_not_there_is_not_sent(sales: Caller) -> None:
    assert sales.post("/leads/999/mails", MAIL).status_code == 404
