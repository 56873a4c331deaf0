"""Every cell of the matrix of lead states: what comes of an action, and that it is offered exactly when it is allowed."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from crm import leads, marketing_lists, people
from crm.changes import Author
from crm.models import Lead
from tasks.active_process import activate
from tasks.demo.people import PASSWORD
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login
from tests.integration.webui.pages.conftest import Visitor
from tests.lead_states import LOGINS, READERS, STATES, TABLE, cells

NEEDED = {
    "channel": "website",
    "goal": "One system for all mills",
    "implementation_options": "Hosted",
    "procurement_procedure": "Three offers",
    "decision_level": "Board",
    "terms": "Running by autumn",
    "decision_maker": "Liv Hansen",
    "selection_criteria": "Price",
    "compliance_with_criteria": "Yes",
}
OPPORTUNITY = {"name": "Aurora", "responsible": "sales", "city": "Bergen", "selling_direction": "new-business"}
FIELDS: dict[str, dict[str, Any]] = {
    "assign": {"owner": "sales2"},
    "reassign": {"owner": "sales2"},
    "qualify": OPPORTUNITY,
    "disqualify": {"code": "demand-not-generated", "reason": "Not this year", **OPPORTUNITY},
    "add_to_marketing_list": {"marketing_list": 1},
    "deactivate": {},
}
ELSE = "sales2"
INTO = {"qualified": "qualify", "disqualified": "disqualify"}
OFFERED_ON_PAGE = re.compile(r"/lead/\d+/actions/(\w+)")
INACTIVE_REFUSES = ("reassign", "qualify", "disqualify")


@dataclass
class Leads:
    """Leads of the process of lead states, brought into a state and given to an owner."""

    baton: Baton

    def enter(self, state: str, owner: str, **values: Any) -> int:
        lead_id = Desk(self.baton, "crmadmin").enter(title="Aurora Mills", **NEEDED | values)
        if state != "new":
            Desk(self.baton, "crmadmin").act(lead_id, "assign", owner=ELSE)
        if state in INTO:
            Desk(self.baton, ELSE).act(lead_id, INTO[state], **FIELDS[INTO[state]])
        with self.baton.sessions.begin() as session:
            session.get_one(Lead, lead_id).owner_id = people.id_of(session, owner)
            # No shipped process leads there.
            if state == "dropped":
                leads.set_stage(session, lead_id, state, Author())
        return lead_id


@pytest.fixture
def made(baton: Baton) -> Leads:
    with Desk(baton, "admin").work() as work:
        activate(work, "lead-states")
        marketing_lists.create(work.session, {"name": "Spring letter"}, Author())
    return Leads(baton)


def visitor(app: Flask, login: str) -> Visitor:
    found = Visitor(app.test_client())
    found.get("/sign-in")
    assert found.post("/sign-in", {"login": login, "password": PASSWORD}).status_code == 303
    return found


def offered(caller: Caller, lead_id: int) -> set[str]:
    answer = caller.get(f"/leads/{lead_id}/actions")
    return {action["code"] for action in answer.json} & set(TABLE) if answer.status_code == 200 else set()


def offered_on_page(guest: Visitor, lead_id: int) -> set[str]:
    return set(OFFERED_ON_PAGE.findall(guest.get(f"/leads/{lead_id}").text)) & set(TABLE)


@pytest.mark.requirement("E1", "E2", "E3", "E4", "E5", "E6", "E7", "H1")
@pytest.mark.parametrize("owns", [True, False], ids=["owner", "another"])
@pytest.mark.parametrize("role", LOGINS)
def test_every_cell_is_allowed_or_refused_and_offered_accordingly(
    role: str, owns: bool, made: Leads, login: Login, app: Flask
) -> None:
    caller, guest = login(LOGINS[role]), visitor(app, LOGINS[role])
    owner = LOGINS[role] if owns else ELSE
    found, expected = {}, {}
    for state in STATES:
        mine = {cell.action: cell for cell in cells() if (cell.role, cell.owns, cell.state) == (role, owns, state)}
        looked_at = made.enter(state, owner)
        on_page, by_api = offered_on_page(guest, looked_at), offered(caller, looked_at)
        for action, cell in mine.items():
            lead_id = made.enter(state, owner) if cell.status == 200 else looked_at
            answer = caller.post(f"/leads/{lead_id}/actions/{action}", FIELDS[action])
            expected[state, action] = (cell.status, cell.status == 200, cell.status == 200)
            found[state, action] = (answer.status_code, action in by_api, action in on_page)
    assert found == expected


@pytest.mark.requirement("E6", "E7")
@pytest.mark.parametrize("action", INACTIVE_REFUSES)
@pytest.mark.parametrize("role", [role for role in LOGINS if role in READERS and role != "admin"])
def test_an_inactive_lead_refuses_until_it_is_activated(role: str, action: str, made: Leads, login: Login) -> None:
    caller = login(LOGINS[role])
    lead_id = made.enter("assigned", LOGINS[role])
    assert caller.act(lead_id, "deactivate")["active"] is False
    refused = caller.post(f"/leads/{lead_id}/actions/{action}", FIELDS[action])
    assert (refused.status_code, offered(caller, lead_id)) == (409, set())
    assert "inactive" in refused.json["detail"]
    assert lead_id not in [lead["id"] for lead in caller.get("/leads").json["items"]]
    caller.act(lead_id, "activate")
    assert caller.post(f"/leads/{lead_id}/actions/{action}", FIELDS[action]).status_code == 200


@pytest.mark.requirement("E7")
def test_a_refusal_names_the_state_and_what_is_possible(made: Leads, login: Login) -> None:
    caller = login("sales")
    lead_id = made.enter("new", "sales")
    refused = caller.post(f"/leads/{lead_id}/actions/qualify", OPPORTUNITY)
    assert refused.status_code == 409
    assert (refused.json["state"], "assign" in refused.json["possible"]) == ("new", True)
    assert "its process asks for it in the state “Assigned”" in refused.json["detail"]


@pytest.mark.requirement("E7", "H1")
def test_a_refusal_says_whose_it_is(made: Leads, login: Login) -> None:
    lead_id = made.enter("assigned", ELSE)
    refused = login("crmadmin").post(f"/leads/{lead_id}/actions/qualify", OPPORTUNITY)
    assert refused.status_code == 403
    assert "only the owner of the lead may" in refused.json["detail"]


@pytest.mark.requirement("E2", "E7", "H1")
@pytest.mark.parametrize("state", ["new", "assigned"])
def test_editing_the_owner_goes_past_no_condition(state: str, made: Leads, login: Login) -> None:
    lead_id = made.enter(state, ELSE)
    for role in ("marketeer", "manager"):
        refused = login(role).patch(f"/leads/{lead_id}", {"owner": role, "title": "Mine"})
        assert (refused.status_code, "only the owner" in refused.json["detail"]) == (403, True)
        assert login(role).patch(f"/leads/{lead_id}", {"owner": ELSE, "title": role}).json["title"] == role
    for role in ("sales", "crmadmin"):
        assert login(role).patch(f"/leads/{lead_id}", {"owner": role}).json["owner"] == role


@pytest.mark.requirement("E3")
def test_every_field_that_the_lead_lacks_is_named(made: Leads, login: Login) -> None:
    lead_id = made.enter("assigned", "sales", goal=None, terms=None, channel=None)
    refused = login("sales").post(f"/leads/{lead_id}/actions/qualify", {**OPPORTUNITY, "city": ""})
    assert refused.status_code == 422
    assert sorted(refused.json["errors"]) == ["channel", "city", "goal", "terms"]


@pytest.mark.requirement("E3")
def test_qualifying_makes_the_opportunity_and_links_it(made: Leads, login: Login) -> None:
    caller = login("sales")
    lead_id = made.enter("assigned", "sales")
    [qualify] = [each for each in caller.get(f"/leads/{lead_id}/actions").json if each["code"] == "qualify"]
    filled_in = {each["name"]: each["value"] for each in qualify["fields"]}
    assert (filled_in["name"], filled_in["responsible"]) == ("Aurora Mills", "sales")
    assert "Aurora Mills" in filled_in["originating_lead"]
    given = OPPORTUNITY | {
        "estimated_revenue": "90000",
        "estimated_close_date": "2031-05-01",
        "description": "40 seats",
    }
    lead = caller.act(lead_id, "qualify", **given)
    opportunity = caller.get(f"/opportunities/{lead['opportunity_id']}").json
    told = ("name", "owner", "city", "amount", "close_date", "selling_direction", "description", "lead_id")
    assert [opportunity[name] for name in told] == [
        "Aurora", "sales", "Bergen", "90000.00", "2031-05-01", "new-business", "40 seats", lead_id,
    ]  # fmt: skip


@pytest.mark.requirement("E4")
def test_demand_to_be_generated_asks_for_what_qualifying_asks_for(made: Leads, login: Login) -> None:
    caller = login("sales")
    lead_id = made.enter("assigned", "sales", goal=None)
    codes = {"code": "demand-not-generated", "reason": "Not this year"}
    refused = caller.post(f"/leads/{lead_id}/actions/disqualify", codes)
    assert sorted(refused.json["errors"]) == ["city", "goal", "selling_direction"]
    lead = caller.act(lead_id, "disqualify", code="non-target-client", reason="A reseller")
    assert (lead["stage"]["code"], lead["opportunity_id"]) == ("disqualified", None)
    assert lead["disqualification_reason"] == "non-target-client"


@pytest.mark.requirement("E4")
def test_a_code_that_is_none_is_told_at_its_name(made: Leads, login: Login) -> None:
    lead_id = made.enter("assigned", "sales")
    caller = login("sales")
    for code in (None, "spam"):
        refused = caller.post(f"/leads/{lead_id}/actions/disqualify", {"code": code, "reason": "No"})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["code"])
