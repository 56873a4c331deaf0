"""Mails about records: queued and logged in one transaction, whoever writes them."""

from typing import Any

import pytest
from sqlalchemy import func, select

from crm import activities
from crm.errors import Invalid, NotAllowed, StateForbids
from crm.models import Activity, Contact, OutgoingMail
from db.base import Base
from engine.errors import OperationFailed
from engine.ports import Call, RecordKey
from tasks import handmade, record_mails
from tasks.operations import OperationRegistry
from tasks.work import Work
from tests.desk import Desk

MAIL = {"to": "maria@vizor.example", "subject": "Our offer", "body": "Dear Maria,\n\nhere it is."}


def call_of(work: Work, lead_id: int) -> Call:
    lead = RecordKey("lead", lead_id)
    return Call(work.session, lead, 1, "lead-nurturing", "welcome", "Welcome", work.actor.id, [])


def counted(work: Work, table: type[Base]) -> int:
    return work.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.requirement("F8")
def test_a_mail_that_a_process_sends_is_logged_on_its_record(sales: Desk) -> None:
    lead_id = sales.enter()
    with sales.work() as work:
        sent = OperationRegistry().call("mail.send", dict(MAIL), call_of(work, lead_id))
        [logged] = activities.of(work.session, "lead", lead_id)
    assert (logged["mail_id"], logged["kind"], logged["direction"]) == (sent["mail_id"], "email", "outgoing")
    assert (logged["subject"], logged["body"], logged["participants"]) == (MAIL["subject"], MAIL["body"], MAIL["to"])


@pytest.mark.requirement("F8")
def test_a_mail_to_our_own_people_is_no_activity(sales: Desk) -> None:
    lead_id = sales.enter()
    with sales.work() as work:
        told = {"user": "sales2", "text": "Look at this", "mail": True}
        OperationRegistry().call("notify.user", told, call_of(work, lead_id))
        assert counted(work, OutgoingMail) == 1
        assert activities.of(work.session, "lead", lead_id) == []


@pytest.mark.requirement("F8")
@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"to": "maria"}, {"to"}),
        ({"to": "maria@vizor.example\nBcc: all@vizor.example"}, {"to"}),
        ({"to": "maria@vizor.example\r\n"}, {"to"}),
        ({"to": "maria@vizor.example, jan@vizor.example"}, {"to"}),
        ({"to": None, "subject": "", "body": " "}, {"to", "subject", "body"}),
        ({"subject": "Offer\r\nBcc: all@vizor.example"}, {"subject"}),
        ({"subject": "Offer\u2028Bcc: all@vizor.example", "body": 7}, {"subject", "body"}),
        ({"cc": "jan@vizor.example"}, {"cc"}),
    ],
)
def test_a_wrong_mail_is_neither_sent_nor_logged(sales: Desk, wrong: dict[str, Any], fields: set[str]) -> None:
    lead_id = sales.enter()
    with sales.work() as work, pytest.raises(Invalid) as invalid:
        record_mails.write(work, "lead", lead_id, MAIL | wrong)
    assert set(invalid.value.errors) == fields
    with sales.work() as work:
        assert (counted(work, Activity), counted(work, OutgoingMail)) == (0, 0)


def test_an_operation_that_cannot_send_says_which_input_is_wrong(sales: Desk) -> None:
    lead_id = sales.enter()
    with sales.work() as work, pytest.raises(OperationFailed, match="to: Enter an e-mail address"):
        OperationRegistry().call("mail.send", MAIL | {"to": "maria"}, call_of(work, lead_id))


@pytest.mark.requirement("F8")
def test_a_mail_is_addressed_to_the_contact_else_as_the_lead_says(sales: Desk) -> None:
    lead_id = sales.qualified()
    with sales.work() as work:
        assert record_mails.address_for(work, "lead", lead_id) == "maria@vizor.example"
        work.session.scalars(select(Contact)).one().email = "m.nguyen@vizor.example"
        assert record_mails.address_for(work, "lead", lead_id) == "m.nguyen@vizor.example"
        work.session.scalars(select(Contact)).one().email = None
        assert record_mails.address_for(work, "lead", lead_id) == "maria@vizor.example"


@pytest.mark.requirement("H1")
def test_who_may_not_edit_a_record_writes_no_mail_about_it(sales: Desk, designer: Desk) -> None:
    lead_id = sales.enter()
    with designer.work() as work, pytest.raises(NotAllowed):
        record_mails.write(work, "lead", lead_id, MAIL)


@pytest.mark.requirement("E6")
def test_an_inactive_lead_takes_neither_mails_nor_tasks(sales: Desk) -> None:
    lead_id = sales.enter()
    sales.act(lead_id, "deactivate")
    for add in (
        lambda work: record_mails.write(work, "lead", lead_id, MAIL),
        lambda work: handmade.create(work, "lead", lead_id, {"subject": "Call"}),
    ):
        with sales.work() as work, pytest.raises(StateForbids, match="read-only"):
            add(work)
