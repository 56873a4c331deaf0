"""Leads and opportunities through the API: records, actions, feed, history, activities."""

from datetime import datetime

import pytest

from engine.definition import FIELD_TYPES
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

INTERFACE = {
    "id", "number", "title", "customer_need", "account_name", "contact_name", "email", "stage", "status",
    "need_maturity", "score", "score_band", "owner", "sales_division", "contact_id", "account_id", "opportunity_id",
    "order_id", "active", "process", "revision",
}  # fmt: skip


@pytest.mark.requirement("F1", "A8")
def test_a_lead_is_saved_shown_and_stands_in_the_first_stage(sales: Caller) -> None:
    response = sales.post("/leads", {"customer_need": "additional-service", "email": "Maria@Vizor.example"})
    assert response.status_code == 201
    lead = response.json
    assert lead.keys() >= INTERFACE
    assert lead["stage"] == {"code": "qualification", "name": "Qualification"}
    assert (lead["process"], lead["email"], lead["score"]) == (None, "maria@vizor.example", 0)
    assert sales.get(response.headers["Location"]).json == lead


def test_times_are_utc_with_z_and_money_is_a_decimal_string(sales: Caller) -> None:
    lead = sales.lead(budget=25000, meeting_at="2026-03-01T10:00:00+02:00")
    assert lead["budget"] == "25000.00"
    assert lead["meeting_at"] == "2026-03-01T08:00:00Z"
    assert lead["created_at"].endswith("Z")
    assert datetime.fromisoformat(lead["created_at"]).tzinfo is not None


def test_people_are_named_by_login(sales: Caller) -> None:
    lead = sales.lead(owner="sales2", sales_owner="manager")
    assert (lead["owner"], lead["sales_owner"], lead["created_by"]) == ("sales2", "manager", "sales")


def test_a_lead_is_changed_field_by_field(sales: Caller) -> None:
    lead = sales.lead(account_name="Vizor")
    changed = sales.patch(f"/leads/{lead['id']}", {"contact_name": "Maria"}).json
    assert (changed["account_name"], changed["contact_name"]) == ("Vizor", "Maria")
    cleared = sales.patch(f"/leads/{lead['id']}", {"contact_name": None}).json
    assert cleared["contact_name"] is None


@pytest.mark.requirement("A7")
def test_the_stage_is_no_field_to_be_changed(sales: Caller) -> None:
    lead = sales.lead()
    response = sales.patch(f"/leads/{lead['id']}", {"stage": "satisfied"})
    assert response.status_code == 422
    assert list(response.json["errors"]) == ["stage"]


@pytest.mark.requirement("B4", "B5")
def test_qualifying_starts_the_process_and_links_contact_and_account(sales: Caller) -> None:
    lead = sales.qualified()
    assert lead["stage"]["code"] == "handoff"
    assert lead["process"]["key"] == "lead-management"
    assert lead["process"]["version"] == 1
    assert sales.get(f"/contacts/{lead['contact_id']}").json["name"] == "Maria Nguyen"
    assert sales.get(f"/accounts/{lead['account_id']}").json["name"] == "Vizor"


def test_actions_are_those_that_the_state_allows(sales: Caller) -> None:
    lead_id = sales.lead()["id"]
    offered = {action["code"]: action for action in sales.get(f"/leads/{lead_id}/actions").json}
    assert {"qualify", "disqualify", "move_to_stage", "deactivate"} <= offered.keys()
    assert [field["name"] for field in offered["disqualify"]["fields"]] == ["reason", "note"]
    sales.act(lead_id, "qualify")
    assert "qualify" not in {action["code"] for action in sales.get(f"/leads/{lead_id}/actions").json}


@pytest.mark.requirement("A7", "E7")
def test_every_field_of_an_action_says_its_type_and_what_can_be_chosen(sales: Caller) -> None:
    lead = sales.qualified()
    actions = sales.get(f"/leads/{lead['id']}/actions").json
    fields = {(action["code"], field["name"]): field for action in actions for field in action["fields"]}
    assert {field["type"] for field in fields.values()} <= set(FIELD_TYPES)
    for place, field in fields.items():
        assert (field["choices"] is not None) == (field["type"] in ("choice", "lookup", "user")), place
    stages = fields["move_to_stage", "stage"]
    assert stages["type"] == "choice"
    assert {"code": "nurturing", "name": "Nurturing"} in stages["choices"]


@pytest.mark.requirement("E7")
def test_an_action_that_the_state_forbids_is_409_naming_state_and_what_is_possible(sales: Caller) -> None:
    lead_id = sales.qualified()["id"]
    response = sales.post(f"/leads/{lead_id}/actions/qualify", {})
    assert response.status_code == 409
    assert response.json["state"] == "handoff"
    assert "move_to_stage" in response.json["possible"]


@pytest.mark.requirement("E7", "H1")
def test_an_action_that_the_role_forbids_is_403(sales: Caller, login: Login) -> None:
    lead_id = sales.lead()["id"]
    response = login("designer").post(f"/leads/{lead_id}/actions/qualify", {})
    assert response.status_code == 403


def test_wrong_fields_of_an_action_are_422_each_at_its_place(sales: Caller) -> None:
    lead_id = sales.lead()["id"]
    response = sales.post(f"/leads/{lead_id}/actions/disqualify", {"reason": "no-such", "why": "x"})
    assert response.status_code == 422
    assert response.json["errors"].keys() == {"reason", "why"}


def test_an_unknown_action_is_404_and_names_the_known_ones(sales: Caller) -> None:
    response = sales.post(f"/leads/{sales.lead()['id']}/actions/explode", {})
    assert response.status_code == 404
    assert "qualify" in response.json["possible"]


@pytest.mark.requirement("A7", "B3")
def test_the_bar_shows_every_stage_and_where_the_lead_may_go(sales: Caller) -> None:
    lead_id = sales.qualified()["id"]
    bar = {stage["code"]: stage for stage in sales.get(f"/leads/{lead_id}/stages").json}
    assert bar["handoff"]["state"] == "current"
    assert bar["nurturing"]["possible"] is True
    assert bar["satisfied"]["possible"] is False
    moved = sales.act(lead_id, "move_to_stage", stage="nurturing")
    assert moved["stage"]["code"] == "nurturing"


@pytest.mark.requirement("A7")
@pytest.mark.parametrize(("stage", "status"), [("satisfied", 409), ("no-such", 422), (None, 422), (7, 422)])
def test_a_move_outside_the_allowed_ones_changes_nothing(sales: Caller, stage: object, status: int) -> None:
    lead = sales.qualified()
    response = sales.post(f"/leads/{lead['id']}/actions/move_to_stage", {"stage": stage})
    assert response.status_code == status
    assert sales.get(f"/leads/{lead['id']}").json == lead


@pytest.mark.requirement("C7")
def test_next_steps_say_what_follows_each_result(sales: Caller) -> None:
    [step] = sales.get(f"/leads/{sales.qualified()['id']}/next_steps").json["items"]
    assert step["task"]["process"]["element"] == "contact-customer"
    assert {outlook["result"] for outlook in step["then"]} >= {"proceed-to-order", "proceed-to-handoff"}


@pytest.mark.requirement("F9")
def test_posts_are_written_read_and_mention_people(sales: Caller, login: Login) -> None:
    lead_id = sales.lead()["id"]
    post = sales.post(f"/leads/{lead_id}/feed", {"text": "Ask @sales2 about the price."})
    assert post.status_code == 201
    assert sales.get(f"/leads/{lead_id}/feed").json["items"] == [post.json]
    [told] = login("sales2").get("/notifications?unread=true").json["items"]
    assert (told["actor"], told["link"]) == ("sales", f"/leads/{lead_id}")


def test_an_empty_post_is_refused(sales: Caller) -> None:
    lead_id = sales.lead()["id"]
    assert sales.post(f"/leads/{lead_id}/feed", {"text": " "}).status_code == 422
    assert sales.post(f"/leads/{lead_id}/feed", {}).json["errors"] == {"text": ["This field is required."]}


@pytest.mark.requirement("F9", "H2")
def test_history_says_who_changed_what_and_from_where(sales: Caller) -> None:
    lead_id = sales.lead(title="Old")["id"]
    sales.patch(f"/leads/{lead_id}", {"title": "New", "owner": "sales2"})
    items = sales.get(f"/leads/{lead_id}/history").json["items"]
    changed = {item["field"]: (item["old"], item["new"], item["actor"]) for item in items}
    assert changed["title"] == ("Old", "New", "sales")
    [owner] = [item for item in items if item["label"] == "Owner"]
    assert owner["new_name"] == "Simon Okafor"
    assert "created" in changed


@pytest.mark.requirement("F8")
def test_calls_meetings_and_mails_are_logged(sales: Caller) -> None:
    path = f"/leads/{sales.lead()['id']}/activities"
    call = {"kind": "call", "direction": "outgoing", "subject": "Price", "at": "2026-01-05T09:00:00Z"}
    logged = sales.post(path, call)
    assert logged.status_code == 201
    assert logged.json.items() >= call.items()
    assert sales.get(path).json["items"] == [logged.json]
    wrong = sales.post(path, {"kind": "fax", "direction": "up", "at": "now"})
    assert wrong.status_code == 422
    assert wrong.json["errors"].keys() == {"kind", "direction", "subject", "at"}


@pytest.mark.requirement("F5")
def test_contacts_and_accounts_like_those_of_the_lead_are_offered(sales: Caller) -> None:
    first = sales.qualified()
    twin = sales.lead(account_name="vizor", contact_name="Maria  Nguyen", email="maria@vizor.example")["id"]
    [contact] = sales.get(f"/leads/{twin}/similar_contacts").json["items"]
    [account] = sales.get(f"/leads/{twin}/similar_accounts").json["items"]
    assert (contact["id"], contact["reason"]) == (first["contact_id"], "equal name and e-mail")
    assert account["id"] == first["account_id"]


@pytest.mark.parametrize("part", ["actions", "stages", "tasks", "next_steps", "feed", "history", "activities"])
def test_what_hangs_on_an_unknown_record_is_404(sales: Caller, part: str) -> None:
    for kind in ("leads", "opportunities"):
        assert sales.get(f"/{kind}/4711/{part}").status_code == 404, kind


@pytest.mark.requirement("H1")
def test_who_has_no_crm_role_reads_no_records(login: Login) -> None:
    designer = login("designer")
    for path in ("/leads", "/contacts", "/accounts", "/opportunities", "/orders"):
        assert designer.get(path).status_code == 403, path


@pytest.mark.requirement("H1")
def test_a_role_narrowed_to_its_own_records_does_not_see_others(sales: Caller, login: Login, admin: Caller) -> None:
    lead_id = sales.lead(owner="sales")["id"]
    narrow = admin.put("/settings/record-visibility", {"value": {"crm_sales": "own"}})
    assert narrow.status_code == 200
    other = login("sales2")
    assert other.get("/leads").json["items"] == []
    assert other.get(f"/leads/{lead_id}").status_code == 404
    assert other.patch(f"/leads/{lead_id}", {"title": "x"}).status_code == 404
    assert other.post(f"/leads/{lead_id}/feed", {"text": "x"}).status_code == 404
    assert sales.get(f"/leads/{lead_id}").status_code == 200


@pytest.mark.requirement("B16", "F10")
def test_an_opportunity_is_shown_with_its_process_stages_and_tasks(sales: Caller) -> None:
    lead = sales.qualified()
    task = sales.open_task(lead["id"])
    assert sales.post(f"/tasks/{task['id']}/complete", {"result": "proceed-to-order"}).status_code == 200
    opportunity = sales.get(f"/leads/{lead['id']}").json["opportunity_id"]
    shown = sales.get(f"/opportunities/{opportunity}").json
    assert (shown["state"], shown["stage"], shown["lead_id"]) == ("open", "qualification", lead["id"])
    assert shown["process"]["key"] == "corporate-sale"
    assert sales.get(f"/opportunities/{opportunity}/tasks?state=open").json["items"]
    moved = sales.post(f"/opportunities/{opportunity}/actions/move_to_stage", {"stage": "proposal"})
    assert (moved.status_code, moved.json["stage"]) == (200, "proposal")


@pytest.mark.requirement("F10")
@pytest.mark.parametrize(
    ("kind", "body", "change"),
    [
        ("contacts", {"name": "Ann"}, {"job_title": "Buyer"}),
        ("accounts", {"name": "Vizor"}, {"country": "DE"}),
        ("opportunities", {"name": "Big"}, {"amount": "12.50", "close_date": "2026-12-01"}),
        ("orders", {}, {"amount": "99.00"}),
    ],
)
def test_records_are_added_found_shown_and_changed(
    sales: Caller, kind: str, body: dict[str, str], change: dict[str, str]
) -> None:
    added = sales.post(f"/{kind}", body)
    assert added.status_code == 201
    place = added.headers["Location"]
    changed = sales.patch(place, change)
    assert changed.status_code == 200
    assert changed.json.items() >= change.items()
    assert sales.get(place).json == changed.json
    assert sales.get(f"/{kind}").json["items"] == [changed.json]


@pytest.mark.requirement("H1")
def test_a_marketeer_edits_leads_but_no_other_records(sales: Caller, login: Login) -> None:
    contact = sales.post("/contacts", {"name": "Ann"}).headers["Location"]
    marketeer = login("marketeer")
    assert marketeer.post("/contacts", {"name": "Bea"}).status_code == 403
    assert marketeer.patch(contact, {"name": "Bea"}).status_code == 403
    lead = marketeer.lead()
    assert marketeer.patch(f"/leads/{lead['id']}", {"title": "x"}).status_code == 200
