"""Webhooks: events told to other programs, signed, again when they do not arrive, and never into the own network."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select, text

from crm import settings
from crm.changes import Author
from crm.errors import Invalid, NotAllowed
from crm.models import Webhook, WebhookDelivery
from crm.webhooks import deliveries, signatures
from tasks import leads
from tasks.webhooks import outgoing, sending
from tasks.webhooks.sending import NotDelivered
from tasks.work import Baton
from tests.desk import Desk

ALL = ["lead.created", "lead.changed", "lead.stage_changed", "lead.score_changed", "task.opened", "task.completed"]


@dataclass
class Receiver:
    """Another program: what it was told, and how it answers."""

    port: int = 0
    status: int = 200
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/baton?x=1"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    received = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.told.append((dict(self.headers), body))
            self.send_response(received.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield received
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret(crmadmin: Desk, receiver: Receiver, baton: Baton) -> str:
    """Make a webhook that hears of everything, where private addresses are allowed; return its secret."""
    with crmadmin.work() as work:
        settings.put(work.session, outgoing.PRIVATE, True, Author())
        return outgoing.create(work, {"name": "Billing", "url": receiver.url, "events": ALL}).secret


def waiting(baton: Baton) -> list[int]:
    """Return the deliveries for which a job waits."""
    with baton.sessions() as session:
        jobs = "SELECT (args ->> 'delivery_id')::bigint FROM procrastinate_jobs WHERE task_name = 'send_webhook' ORDER BY id"
        return list(session.scalars(text(jobs)))


def send_all(baton: Baton) -> None:
    for delivery_id in waiting(baton):
        outgoing.deliver(baton, delivery_id)


@pytest.mark.requirement("F7")
def test_events_of_leads_and_tasks_are_told_signed(baton: Baton, sales: Desk, secret: str, receiver: Receiver) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Wants 40 seats")
    send_all(baton)
    told = [json.loads(body) for _, body in receiver.told]
    assert told[0]["event"] == "lead.created"
    assert {event["event"] for event in told} >= {"lead.changed", "lead.stage_changed", "task.opened", "task.completed"}
    stage = next(event for event in told if event["event"] == "lead.stage_changed")
    assert (stage["lead_id"], stage["changes"]["stage"]["old"]) == (lead_id, "qualification")
    for headers, body in receiver.told:
        assert headers["X-Baton-Signature"] == signatures.sign(secret, headers["X-Baton-Time"], body)
    with baton.sessions() as session:
        assert set(session.scalars(select(WebhookDelivery.state))) == {"sent"}


@pytest.mark.requirement("F7")
def test_what_is_taken_back_is_never_told(baton: Baton, sales: Desk, secret: str) -> None:
    with sales.work() as work:
        leads.create(work, {"customer_need": "additional-service"})
        work.session.rollback()
    assert waiting(baton) == []


@pytest.mark.requirement("F7")
def test_a_webhook_hears_of_what_it_asked_for_only(
    baton: Baton, crmadmin: Desk, sales: Desk, receiver: Receiver
) -> None:
    with crmadmin.work() as work:
        outgoing.create(work, {"name": "Score", "url": receiver.url, "events": ["lead.score_changed"]})
        outgoing.create(work, {"name": "Off", "url": receiver.url, "events": ALL, "active": False})
    sales.enter()
    assert waiting(baton) == []


@pytest.mark.requirement("F7")
def test_a_delivery_is_tried_again_then_given_up_and_sent_again_by_hand(
    baton: Baton, crmadmin: Desk, sales: Desk, secret: str, receiver: Receiver
) -> None:
    receiver.status = 503
    sales.enter()
    [delivery_id] = waiting(baton)
    for _ in range(deliveries.MOST_ATTEMPTS - 1):
        with pytest.raises(NotDelivered, match="answered 503"):
            outgoing.deliver(baton, delivery_id)
    outgoing.deliver(baton, delivery_id)
    with crmadmin.work() as work:
        hook = work.session.scalars(select(Webhook)).one()
        [given_up] = outgoing.log(work, hook.id)
        assert (given_up["state"], given_up["attempts"], given_up["status"]) == ("failed", 8, 503)
        receiver.status = 200
        outgoing.send_again(work, hook.id, delivery_id)
    outgoing.deliver(baton, delivery_id)
    outgoing.deliver(baton, delivery_id)
    with crmadmin.work() as work:
        assert outgoing.log(work, hook.id)[0]["state"] == "sent"
    assert len(receiver.told) == deliveries.MOST_ATTEMPTS + 1


@pytest.mark.requirement("F7")
def test_a_webhook_is_paused_after_many_failures_and_goes_on_when_saved(
    baton: Baton, crmadmin: Desk, sales: Desk, secret: str, receiver: Receiver
) -> None:
    receiver.status = 302
    with baton.sessions.begin() as session:
        hook = session.scalars(select(Webhook)).one()
        hook.failures = deliveries.MOST_FAILURES - 1
    sales.enter()
    [delivery_id] = waiting(baton)
    for _ in range(deliveries.MOST_ATTEMPTS - 1):
        with pytest.raises(NotDelivered, match="answered 302"):
            outgoing.deliver(baton, delivery_id)
    outgoing.deliver(baton, delivery_id)
    sales.enter()
    assert len(waiting(baton)) == 1
    with crmadmin.work() as work:
        outgoing.update(work, hook.id, {"active": True})
    sales.enter()
    assert len(waiting(baton)) == 2


@pytest.mark.requirement("F7")
def test_nothing_is_sent_into_the_own_network_unless_that_is_allowed(
    baton: Baton, crmadmin: Desk, sales: Desk, secret: str, receiver: Receiver
) -> None:
    with crmadmin.work() as work:
        settings.put(work.session, outgoing.PRIVATE, False, Author())
    sales.enter()
    [delivery_id] = waiting(baton)
    with pytest.raises(NotDelivered, match="no public address"):
        outgoing.deliver(baton, delivery_id)
    assert receiver.told == []


@pytest.mark.requirement("F7")
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://10.1.2.3/",
        "http://169.254.169.254/latest", "http://192.168.0.1/", "http://0.0.0.0/", "http://2130706433/", "ftp://8.8.8.8/",
        "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/", "http:///x", "http://8.8.8.8:99999/",
    ],
)  # fmt: skip
def test_private_addresses_are_recognised_however_they_are_written(url: str) -> None:
    with pytest.raises(NotDelivered):
        sending.find(url)


@pytest.mark.requirement("F7", "H1")
def test_only_admins_make_webhooks_and_what_is_wrong_is_told(crmadmin: Desk, marketeer: Desk) -> None:
    with marketeer.work() as work, pytest.raises(NotAllowed):
        outgoing.create(work, {"name": "x", "url": "https://example.com", "events": ALL})
    with crmadmin.work() as work, pytest.raises(Invalid) as refused:
        outgoing.create(work, {"name": "x", "url": "example.com", "events": ["nothing"]})
    assert set(refused.value.errors) == {"url", "events"}
    with crmadmin.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Webhook)) == 0
