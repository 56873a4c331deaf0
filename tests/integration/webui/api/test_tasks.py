"""User tasks through the API: found, shown with forms, claimed, completed; two people at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login
from tests.integration.webui.api.serving import Served

ROUNDS = 100


@pytest.fixture
def task(sales: Caller) -> dict[str, Any]:
    return sales.open_task(sales.qualified()["id"])


@pytest.mark.requirement("C1")
def test_a_task_says_what_it_is_about(task: dict[str, Any]) -> None:
    assert task["subject"].startswith("Contact the customer")
    assert (task["state"], task["owner"], task["reporter"]) == ("open", "sales", "sales")
    assert task["process"]["key"] == "lead-management"
    assert task["process"]["element"] == "contact-customer"
    assert task["due"].endswith("Z")


@pytest.mark.requirement("C3")
def test_a_task_comes_with_its_form(sales: Caller, task: dict[str, Any]) -> None:
    shown = sales.get(f"/tasks/{task['id']}").json
    results = {result["code"]: result for result in shown["results"]}
    assert {"proceed-to-order", "proceed-to-handoff", "back-to-distribution", "rescheduled"} <= results.keys()
    required = {field["name"]: field["required"] for field in results["proceed-to-handoff"]["fields"]}
    assert required["result_details"] is True


@pytest.mark.requirement("B13", "C2")
def test_completing_moves_the_process_on(sales: Caller, task: dict[str, Any]) -> None:
    done = sales.post(f"/tasks/{task['id']}/complete", {"result": "back-to-distribution", "values": {}})
    assert done.status_code == 200
    assert (done.json["state"], done.json["result"], done.json["completed_by"]) == (
        "completed",
        "back-to-distribution",
        "sales",
    )
    lead = sales.get(f"/leads/{task['lead_id']}").json
    assert (lead["stage"]["code"], lead["need_maturity"]) == ("nurturing", "discovered")


@pytest.mark.requirement("C4")
def test_completing_twice_is_409_naming_who_and_when(sales: Caller, login: Login, task: dict[str, Any]) -> None:
    done = sales.post(f"/tasks/{task['id']}/complete", {"result": "back-to-distribution"}).json
    late = login("sales2").post(f"/tasks/{task['id']}/complete", {"result": "proceed-to-order"})
    assert late.status_code == 409
    assert late.json["completed_by"] == "sales"
    assert late.json["completed_at"] == done["completed_at"]


@pytest.mark.requirement("C4")
def test_of_two_people_at_once_exactly_one_completes_the_task(served: Served, sales: Caller, login: Login) -> None:
    people = {name: login(name).token for name in ("sales", "manager")}
    lead_id = sales.qualified()["id"]
    elements = {"contact-customer": "rescheduled"}
    for round_ in range(ROUNDS):
        task = sales.open_task(lead_id)
        body = {"result": elements[task["process"]["element"]], "values": {"rescheduled_to": "2027-01-05T09:00:00Z"}}
        answers = _at_once(served, people, f"/api/v1/tasks/{task['id']}/complete", body)
        assert sorted(answers.values()) == [200, 409], f"round {round_}"
    lead = sales.get(f"/leads/{lead_id}").json
    assert (lead["stage"]["code"], lead["process"]["status"]) == ("handoff", "running")
    assert sales.get("/incidents").json["items"] == []


def _at_once(served: Served, people: dict[str, str | None], path: str, body: Any) -> dict[str, int]:
    together = Barrier(len(people))

    def send(name: str) -> tuple[str, int]:
        together.wait()
        return name, served.post(path, body, people[name])[0]

    with ThreadPoolExecutor(len(people)) as pool:
        return dict(pool.map(send, people))


def test_wrong_values_are_422_at_their_fields_and_the_task_stays_open(sales: Caller, task: dict[str, Any]) -> None:
    path = f"/tasks/{task['id']}/complete"
    wrong = sales.post(path, {"result": "rescheduled", "values": {"rescheduled_to": "soon", "colour": "red"}})
    assert wrong.status_code == 422
    assert wrong.json["errors"].keys() == {"rescheduled_to", "colour"}
    missing = sales.post(path, {"result": "proceed-to-handoff"})
    assert (missing.status_code, list(missing.json["errors"])) == (422, ["result_details"])
    none = sales.post(path, {})
    assert (none.status_code, list(none.json["errors"])) == (422, ["result"])
    assert sales.get(f"/tasks/{task['id']}").json["state"] == "open"


@pytest.mark.requirement("H1")
def test_who_has_no_part_in_a_task_may_not_complete_it(login: Login, task: dict[str, Any]) -> None:
    response = login("designer").post(f"/tasks/{task['id']}/complete", {"result": "proceed-to-order"})
    assert response.status_code == 403


@pytest.mark.requirement("B3")
def test_a_cancelled_task_is_409(sales: Caller, task: dict[str, Any]) -> None:
    sales.act(task["lead_id"], "move_to_stage", stage="nurturing")
    response = sales.post(f"/tasks/{task['id']}/complete", {"result": "proceed-to-order"})
    assert response.status_code == 409
    assert response.json["type"].endswith("task-cancelled")


@pytest.mark.requirement("C2")
def test_a_task_is_released_claimed_and_delegated(sales: Caller, login: Login, task: dict[str, Any]) -> None:
    path = f"/tasks/{task['id']}"
    assert sales.post(f"{path}/release").json["owner"] is None
    other = login("sales2")
    assert other.post(f"{path}/claim").json["owner"] == "sales2"
    taken = sales.post(f"{path}/claim")
    assert taken.status_code == 409
    assert other.post(f"{path}/delegate", {"to": "nobody"}).json["errors"].keys() == {"to"}
    assert other.post(f"{path}/delegate", {}).status_code == 422
    assert other.post(f"{path}/delegate", {"to": "sales"}).json["owner"] == "sales"


@pytest.mark.requirement("C2", "H1")
def test_a_task_is_given_away_by_its_owner_or_by_whoever_looks_after_all(login: Login, task: dict[str, Any]) -> None:
    path, other = f"/tasks/{task['id']}", login("sales2")
    for deed, body in (("release", None), ("delegate", {"to": "sales2"})):
        refused = other.post(f"{path}/{deed}", body)
        assert (refused.status_code, "its owner may" in refused.json["detail"]) == (403, True)
    assert other.get(path).json["owner"] == "sales"
    assert login("manager").post(f"{path}/release").json["owner"] is None
    assert other.post(f"{path}/delegate", {"to": "sales"}).json["owner"] == "sales"
    assert login("crmadmin").post(f"{path}/delegate", {"to": "sales2"}).json["owner"] == "sales2"


@pytest.mark.requirement("E6")
def test_nothing_is_done_or_written_about_an_inactive_lead_until_it_is_active_again(
    sales: Caller, task: dict[str, Any]
) -> None:
    lead, path = f"/leads/{task['lead_id']}", f"/tasks/{task['id']}"
    call = {"kind": "call", "direction": "outgoing", "subject": "Price", "at": "2026-01-05T09:00:00Z"}
    attempts: tuple[tuple[str, object], ...] = (
        (f"{path}/complete", {"result": "not-interested"}),
        (f"{path}/claim", None),
        (f"{path}/release", None),
        (f"{path}/delegate", {"to": "sales2"}),
        (f"{lead}/feed", {"text": "Anybody there?"}),
        (f"{lead}/activities", call),
        (f"{lead}/actions/move_to_stage", {"stage": "nurturing"}),
    )
    sales.act(task["lead_id"], "deactivate")
    for address, body in attempts:
        refused = sales.post(address, body)
        assert (refused.status_code, "inactive" in refused.json["detail"]) == (409, True), address
    assert [action["code"] for action in sales.get(f"{lead}/actions").json] == ["activate"]
    assert sales.get(path).json["state"] == "open"
    sales.act(task["lead_id"], "activate")
    assert sales.post(f"{path}/complete", {"result": "not-interested"}).status_code == 200


@pytest.mark.requirement("C2")
def test_tasks_are_found_by_filters(sales: Caller, login: Login, task: dict[str, Any]) -> None:
    def found(query: str, caller: Caller = sales) -> list[int]:
        return [item["id"] for item in caller.get(f"/tasks?{query}").json["items"]]

    mine = [task["id"]]
    for query in (
        f"lead={task['lead_id']}",
        "state=open",
        "mine=true",
        "group=crm_sales",
        "due=week",
        "process=lead-management",
        "stage=handoff",
        "priority=medium",
        "owner=sales",
        "q=vizor",
    ):
        assert found(query) == mine, query
    for query in ("state=completed", "mine=false", "due=overdue", "stage=nurturing", "q=northwind", "lead=999"):
        assert found(query) == [], query
    assert found("mine=true", login("sales2")) == []


@pytest.mark.requirement("C2")
def test_what_is_due_is_open_unless_another_state_is_asked_for(sales: Caller, task: dict[str, Any]) -> None:
    assert sales.post(f"/tasks/{task['id']}/complete", {"result": "not-interested"}).status_code == 200
    found = [item["id"] for item in sales.get("/tasks?due=week").json["items"]]
    assert task["id"] not in found
    assert [item["id"] for item in sales.get("/tasks?due=week&state=completed").json["items"]] == [task["id"]]


@pytest.mark.requirement("C3")
def test_the_result_may_stand_among_the_values(sales: Caller, task: dict[str, Any]) -> None:
    path, result = f"/tasks/{task['id']}/complete", "proceed-to-order"
    for body in (
        {"result": "not-interested", "values": {"result": result}},
        {"values": {"result": [result]}},
        {"values": {"result": "no-such"}},
    ):
        refused = sales.post(path, body)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["result"])
    assert sales.post(path, {"values": {"result": result}}).json["result"] == result


@pytest.mark.parametrize("query", ["state=ajar", "due=someday", "lead=x", "mine=maybe", "view=all-of-it"])
def test_a_wrong_filter_is_422_at_its_name(sales: Caller, query: str) -> None:
    response = sales.get(f"/tasks?{query}")
    assert response.status_code == 422
    assert list(response.json["errors"]) == [query.partition("=")[0]]


def test_a_draft_is_kept_for_its_author_alone(sales: Caller, login: Login, task: dict[str, Any]) -> None:
    path = f"/tasks/{task['id']}/draft"
    draft = {"result": "rescheduled", "values": {"rescheduled_to": "half"}}
    assert sales.get(path).json == {"result": None, "values": {}}
    assert sales.put(path, draft).status_code == 204
    assert sales.get(path).json == draft
    assert login("sales2").get(path).json == {"result": None, "values": {}}


@pytest.mark.requirement("F10")
def test_a_task_of_ones_own_making_survives_a_move(sales: Caller, task: dict[str, Any]) -> None:
    lead = f"/leads/{task['lead_id']}"
    made = sales.post(f"{lead}/tasks", {"subject": "Send the brochure", "due": "2027-01-05T09:00:00Z"})
    assert made.status_code == 201
    sales.act(task["lead_id"], "move_to_stage", stage="nurturing")
    assert sales.get(made.headers["Location"]).json["state"] == "open"
    assert sales.post(f"/tasks/{made.json['id']}/complete", {}).json["state"] == "completed"
