"""Forms of landing pages: who may send them, what is taken, and what is refused with nothing lost."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from crm.landing import proof
from crm.models import Contact, LandingSubmission, Lead
from db import clock
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.webui.landing.conftest import PERSON, Website, changed, worked

Desks = Callable[[str], Desk]


def leads(baton: Baton) -> list[Lead]:
    with baton.sessions.begin() as session:
        session.expire_on_commit = False
        return list(session.scalars(select(Lead).order_by(Lead.id)))


@pytest.mark.requirement("F3", "F4")
def test_a_form_makes_a_lead_with_its_contact_and_keeps_what_was_typed(website: Website, baton: Baton) -> None:
    answer = website.send(PERSON | {"contact_name": "  Maria   Nguyen "})
    assert (answer.status_code, "Thank you" in answer.text) == (201, True)
    [lead] = leads(baton)
    assert (lead.title, lead.source, lead.channel) == ("Additional service / Maria Nguyen", "landing-page", "website")
    assert (lead.registration["mobile_phone"], lead.lead_generation_form) == ("+48 22 555 01 23", "Spring offer")
    with baton.sessions() as session:
        assert session.get_one(Contact, lead.contact_id).email == "maria@vizor.example"


@pytest.mark.requirement("F3")
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(website: Website, baton: Baton) -> None:
    answer = website.send(PERSON | {"email": "maria@", "need": "Hm"})
    assert answer.status_code == 422
    for kept in ("Maria Nguyen", "maria@", "Hm", "Enter an e-mail address", "Enter at least 5 characters"):
        assert kept in answer.text
    assert leads(baton) == []


@pytest.mark.requirement("F3")
def test_fields_that_the_page_does_not_list_are_refused(website: Website, baton: Baton) -> None:
    answer = website.send(PERSON | {"owner": "admin"})
    assert (answer.status_code, "no field “owner”" in answer.text) == (422, True)
    assert leads(baton) == []


@pytest.mark.requirement("F3")
def test_ten_thousand_fields_are_refused_before_they_are_read(website: Website, baton: Baton) -> None:
    many = website.post({f"field{number}": "x" for number in range(10_000)})
    few_but_too_many = website.post({f"f{number}": "x" for number in range(101)})
    assert (many.status_code, few_but_too_many.status_code) == (413, 422)
    multipart = website.client.post("/l/spring", data=PERSON, content_type="multipart/form-data")
    assert (multipart.status_code, leads(baton)) == (415, [])


@pytest.mark.requirement("F3")
@pytest.mark.parametrize("name", ["Maria\r\nBcc: all@vizor.example", "Maria\x00", "Maria\u2028Bcc: x"])
def test_names_with_lines_of_their_own_are_refused(website: Website, name: str) -> None:
    answer = website.send(PERSON | {"contact_name": name})
    assert (answer.status_code, "without line breaks" in answer.text) == (422, True)


@pytest.mark.requirement("F3")
def test_without_proof_a_plain_question_is_asked_and_its_answer_is_enough(website: Website, baton: Baton) -> None:
    asked = website.post(PERSON)
    assert (asked.status_code, "How much is" in asked.text, "Maria Nguyen" in asked.text) == (422, True, True)
    ticket = website.ticket()
    wrong = website.post(PERSON | {"baton_ticket": ticket, "baton_answer": "19"})
    first, second = proof._summands(website.key, ticket)
    right = website.post(PERSON | {"baton_ticket": ticket, "baton_answer": f" {first + second} "})
    assert (wrong.status_code, right.status_code, len(leads(baton))) == (422, 201, 1)


@pytest.mark.requirement("F3")
@pytest.mark.parametrize("seconds", [0, 25 * 3600])
def test_a_ticket_is_neither_too_young_nor_too_old(website: Website, seconds: int) -> None:
    assert website.send(PERSON, seconds=seconds).status_code == 422


@pytest.mark.requirement("F3")
def test_tickets_are_not_to_be_made_up(website: Website, made: Callable[..., int]) -> None:
    made(slug="other", title="Other")
    own = website.ticket()
    other = Website(website.client, website.key, "other").ticket()
    forged = f"spring.{int(clock.now().timestamp()) - 60}.{'0' * 24}.{own.rpartition('.')[2]}"
    for ticket in (forged, other, "", "a.b.c.d", "spring", "é" * 300):
        answer = website.post(PERSON | {"baton_ticket": ticket, "baton_proof": worked(ticket)})
        assert answer.status_code == 422


@pytest.mark.requirement("F3")
def test_whoever_fills_in_what_people_do_not_see_is_asked(website: Website, baton: Baton) -> None:
    answer = website.send(PERSON, baton_fax="0700")
    assert (answer.status_code, "people do not see" in answer.text, leads(baton)) == (422, True, [])


@pytest.mark.requirement("F3")
def test_a_form_sent_twice_makes_one_lead(website: Website, baton: Baton) -> None:
    ticket = website.ticket()
    assert [website.send(PERSON, ticket).status_code for _ in range(2)] == [201, 201]
    assert len(leads(baton)) == 1


@pytest.mark.requirement("F3")
def test_an_address_that_sends_too_often_waits_longer_each_time(website: Website, baton: Baton) -> None:
    def refusals() -> list[int]:
        answers = [website.post(PERSON) for _ in range(12)]
        return [int(answer.headers["Retry-After"]) for answer in answers if answer.status_code == 429]

    assert refusals() == [30, 30]
    assert "Maria Nguyen" in website.post(PERSON).text
    assert website.post(PERSON, seconds=90).status_code == 422
    assert [website.post(PERSON, seconds=100).status_code for _ in range(10)].count(429) == 1
    again = website.post(PERSON, seconds=101)
    assert (again.status_code, int(again.headers["Retry-After"])) == (429, 59)
    assert website.client.post("/l/spring", data=PERSON, environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 422


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://shop.example", 201),
        ("http://shop.example", 201),
        ("https://www.partner.example:8443", 201),
        ("http://localhost", 201),
        ("https://www.partner.example", 403),
        ("https://shop.example.evil.example", 403),
        ("https://evilshop.example", 403),
        ("https://shop.example:4443", 403),
        ("null", 403),
        ("file://shop.example", 403),
    ],
)
def test_forms_come_from_allowed_websites_only(website: Website, origin: str, status: int) -> None:
    website.headers = {"Origin": origin, "Accept": "application/json"}
    answer = website.send(PERSON)
    assert answer.status_code == status
    assert answer.headers.get("Access-Control-Allow-Origin") == (origin if status == 201 else None)
    assert "Origin" in answer.headers["Vary"]
    assert website.client.options("/l/spring", headers={"Origin": origin}).status_code == (
        204 if status == 201 else 403
    )


@pytest.mark.requirement("F3")
def test_a_script_reads_what_is_wrong_on_another_website(website: Website) -> None:
    website.headers = {"Origin": "https://shop.example", "Accept": "application/json"}
    answer = website.send(PERSON | {"email": ""})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["email"])
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"


@pytest.mark.requirement("F3")
def test_after_sending_the_visitor_is_sent_on_or_thanked(website: Website, desk: Desks) -> None:
    changed(desk, redirect="shop.example/thanks", thanks="See you soon.")
    assert website.send(PERSON).headers["Location"] == "https://shop.example/thanks"
    policy = website.client.get("/l/spring").headers["Content-Security-Policy"]
    assert "form-action 'self' https://shop.example" in policy
    website.headers = {"Accept": "application/json"}
    assert website.send(PERSON).json == {"thanks": "See you soon.", "redirect": "https://shop.example/thanks"}


@pytest.mark.requirement("F3")
def test_consent_is_needed_where_it_is_asked_for_and_recorded(website: Website, desk: Desks, baton: Baton) -> None:
    changed(desk, consent="You may write to me.")
    refused = website.send(PERSON)
    assert (refused.status_code, "Please agree" in refused.text) == (422, True)
    assert website.send(PERSON, baton_consent="yes").status_code == 201
    with baton.sessions() as session:
        sent = session.scalars(select(LandingSubmission)).one()
        assert (sent.consent, sent.address, sent.consented_at is not None) == (
            "You may write to me.",
            "127.0.0.1",
            True,
        )


@pytest.mark.requirement("F3")
def test_an_inactive_page_is_gone(website: Website, desk: Desks) -> None:
    changed(desk, active=False)
    assert website.client.get("/l/spring").status_code == 404
    assert website.client.get("/l/spring.js").status_code == 404
    assert website.post(PERSON).status_code == 404


@pytest.mark.requirement("F3")
def test_a_hidden_field_has_its_default_and_takes_what_the_page_passes_on(
    website: Website, desk: Desks, baton: Baton
) -> None:
    changed(desk, hidden={"customer_need": "additional-service", "ad_campaign": "Newsletter"})
    website.send(PERSON)
    website.send(PERSON, ad_campaign="Radio")
    assert [lead.ad_campaign for lead in leads(baton)] == ["Newsletter", "Radio"]
    assert website.send(PERSON, customer_need="nonsense").status_code == 422


@pytest.mark.requirement("F3")
def test_a_page_without_create_contact_makes_none(website: Website, desk: Desks, baton: Baton) -> None:
    changed(desk, create_contact=False)
    website.send(PERSON)
    with baton.sessions() as session:
        assert (session.scalar(select(func.count()).select_from(Contact)), leads(baton)[0].contact_id) == (0, None)
