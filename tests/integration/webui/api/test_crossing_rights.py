"""Records that are for a person beside those that are not: what links them tells nothing."""

import pytest

from crm import feed, leads, rights
from crm.models import Lead
from tasks.work import Baton
from tests.desk import Desk
from tests.foreign_records import WORD, Foreign, narrow, plant
from tests.integration.webui.api.caller import Caller


@pytest.fixture
def foreign(baton: Baton) -> Foreign:
    planted = plant(baton)
    narrow(baton, "own")
    return planted


@pytest.mark.requirement("H1")
def test_an_own_contact_does_not_tell_of_leads_that_it_is_linked_to(
    sales: Caller, baton: Baton, foreign: Foreign
) -> None:
    contact = sales.post("/contacts", {"name": "Own"}).json
    with Desk(baton, "admin").work() as work:
        leads.update(work.session, foreign["leads"][0], {"contact_id": contact["id"]}, work.actor.author())
    for path in ("/leads?contact={}", "/opportunities?contact={}", "/orders?contact={}", "/contacts/{}"):
        assert WORD not in sales.get(path.format(contact["id"])).text
    with Desk(baton, "sales").work() as work:
        assert feed.of(work.session, "contact", contact["id"], leads=rights.visible(work.actor, Lead)) == []
        assert feed.of(work.session, "contact", contact["id"]) != []


@pytest.mark.requirement("H1", "F5")
def test_contacts_and_accounts_of_others_are_not_offered_as_similar(sales: Caller, foreign: Foreign) -> None:
    lead = sales.lead(contact_name=WORD, account_name=WORD, email=f"{WORD}@example.org")
    for similar in ("similar_contacts", "similar_accounts"):
        assert sales.get(f"/leads/{lead['id']}/{similar}").json["items"] == []


@pytest.mark.requirement("H1", "F5")
def test_a_similar_contact_does_not_name_an_account_that_is_not_to_be_seen(
    sales: Caller, admin: Caller, foreign: Foreign
) -> None:
    named = {"name": "Own", "email": "own@example.org"}
    contact = sales.post("/contacts", named).json
    admin.patch(f"/contacts/{contact['id']}", {"account_id": foreign["accounts"][0]})
    lead = sales.lead(contact_name="Own", email="own@example.org")
    path = f"/leads/{lead['id']}/similar_contacts"
    assert [found["id"] for found in sales.get(path).json["items"]] == [contact["id"]]
    assert WORD in admin.get(path).text
    assert WORD not in sales.get(path).text


@pytest.mark.requirement("H1")
def test_history_does_not_name_a_linked_record_that_is_not_to_be_seen(
    sales: Caller, admin: Caller, foreign: Foreign
) -> None:
    lead = sales.lead(title="Mine")
    linked = admin.patch(f"/leads/{lead['id']}", {"contact_id": foreign["contacts"][0]})
    assert linked.status_code == 200
    assert WORD in admin.get(f"/leads/{lead['id']}/history").text
    assert WORD not in sales.get(f"/leads/{lead['id']}/history").text
    kept = {"title": "Still mine", "contact_id": foreign["contacts"][0]}
    assert sales.patch(f"/leads/{lead['id']}", kept).status_code == 200


@pytest.mark.requirement("H1")
def test_giving_a_lead_away_is_answered_although_it_is_out_of_sight_then(
    sales: Caller, admin: Caller, foreign: Foreign
) -> None:
    lead = admin.lead(owner="sales", title="Handed on")
    given = sales.post(f"/leads/{lead['id']}/actions/reassign", {"owner": "sales2"})
    assert (given.status_code, given.json["owner"]) == (200, "sales2")
    assert sales.get(f"/leads/{lead['id']}").status_code == 404


@pytest.mark.requirement("H1", "C2")
def test_whoever_has_a_task_may_do_it_though_its_lead_is_not_for_them(
    sales: Caller, admin: Caller, foreign: Foreign
) -> None:
    task_id = next(task["id"] for task in admin.get("/tasks?state=open&of=lead").json["items"])
    assert sales.get(f"/tasks/{task_id}").status_code == 404
    assert admin.post(f"/tasks/{task_id}/delegate", {"to": "sales"}).status_code == 200
    assert sales.get(f"/tasks/{task_id}").status_code == 200
    assert [task["id"] for task in sales.get("/tasks?mine=true&state=open").json["items"]] == [task_id]
    assert sales.post(f"/tasks/{task_id}/delegate", {"to": "sales2"}).status_code == 200
    assert sales.get(f"/tasks/{task_id}").status_code == 404
