"""The audit log by the API: what people do is in it, and only administrators read it."""

from collections.abc import Callable

import pytest

from tests.integration.webui.api.caller import Caller

Login = Callable[[str], Caller]


@pytest.mark.requirement("H2")
def test_what_is_done_with_processes_and_tasks_is_logged(admin: Caller, login: Login) -> None:
    designer, sales = login("designer"), login("sales")
    designer.post("/processes/lead-management/copy", {"key": "ours", "name": "Ours"})
    draft = designer.get("/processes/ours/draft")
    designer.call("PUT", "/processes/ours/draft", data=draft.data, content_type="application/xml")
    designer.post("/processes/ours/publish", {"comment": "Try it"})
    admin.put("/settings/lead-management-business-process", {"value": "ours"})
    admin.put("/settings/lead-management-business-process", {"value": None})
    admin.post("/processes/ours/disable")
    found = admin.get("/audit_log?record_type=process&q=ours").json["items"]
    assert [(e["action"], e["actor"]) for e in found] == [
        ("disabled", "admin"),
        ("activated", "admin"),
        ("published", "designer"),
        ("draft_saved", "designer"),
        ("created", "designer"),
    ]
    assert {e["record_name"] for e in found} == {"ours"}
    assert found[0]["address"] == "127.0.0.1"
    admin.put("/settings/lead-management-business-process", {"value": "lead-management"})
    task = sales.open_task(sales.qualified()["id"])
    values = {"result": "proceed-to-handoff", "values": {"result_details": "Wants more"}}
    assert sales.post(f"/tasks/{task['id']}/complete", values).status_code == 200
    [completed] = admin.get(f"/audit_log?record_type=task&record_id={task['id']}").json["items"]
    assert (completed["action"], completed["actor"], completed["record_name"]) == (
        "completed",
        "sales",
        task["subject"],
    )
    assert completed["new"]["result"] == "proceed-to-handoff"
    by_process = admin.get("/audit_log?record_type=lead&q=lead-handoff/").json["items"]
    assert {(e["actor"], e["address"]) for e in by_process} == {("sales", "127.0.0.1")}


@pytest.mark.requirement("H2")
def test_who_takes_and_gives_tasks_and_what_is_written_on_records_is_logged(admin: Caller, login: Login) -> None:
    sales = login("sales")
    lead_id = sales.qualified()["id"]
    task = sales.open_task(lead_id)
    for deed, body in (("release", None), ("claim", None), ("claim", None), ("delegate", {"to": "sales2"})):
        assert sales.post(f"/tasks/{task['id']}/{deed}", body).status_code == 200
    found = admin.get(f"/audit_log?record_type=task&record_id={task['id']}").json["items"]
    assert [(e["action"], e["actor"], e["new"].get("to")) for e in found] == [
        ("delegated", "sales", "sales2"),
        ("claimed", "sales", "sales"),
        ("released", "sales", None),
    ]
    assert sales.post(f"/leads/{lead_id}/feed", {"text": "Called back"}).status_code == 201
    assert sales.post(f"/leads/{lead_id}/activities", {"kind": "meeting", "subject": "Lunch"}).status_code == 201
    [posted] = admin.get("/audit_log?record_type=feed_post&q=Called").json["items"]
    [logged] = admin.get("/audit_log?action=logged&q=Lunch").json["items"]
    assert (posted["action"], posted["actor"], posted["new"]["lead"]) == ("posted", "sales", lead_id)
    assert (logged["record_type"], logged["new"]["kind"], logged["address"]) == ("activity", "meeting", "127.0.0.1")


@pytest.mark.requirement("H2")
def test_moved_instances_are_logged(admin: Caller, login: Login) -> None:
    designer = login("designer")
    login("sales").qualified()
    draft = designer.get("/processes/lead-management/versions/1")
    designer.call("PUT", "/processes/lead-management/draft", data=draft.data, content_type="application/xml")
    assert designer.post("/processes/lead-management/publish").status_code == 201
    moved = admin.post("/processes/lead-management/migrations", {"from": 1, "to": 2, "preview": False})
    assert moved.status_code in (200, 201, 202), moved.text
    [entry] = admin.get("/audit_log?action=migrated").json["items"]
    assert (entry["new"]["from"], entry["new"]["to"], entry["new"]["instances"]) == (1, 2, 1)


@pytest.mark.requirement("H1", "H2")
@pytest.mark.parametrize("person", ["sales", "manager", "marketeer", "designer", "crmadmin"])
def test_only_administrators_read_it(login: Login, person: str) -> None:
    assert login(person).get("/audit_log").status_code == 403


@pytest.mark.parametrize(
    ("query", "field"),
    [("person=nobody-here", "person"), ("since=yesterday", "since"), ("since=2026-01-01T00:00:00", "since"),
     ("action=x", "action"), ("record_id=x", "record_id"), ("cursor=x", "cursor"), ("what=x", "what")],
)  # fmt: skip
def test_filters_that_make_no_sense_are_named(admin: Caller, query: str, field: str) -> None:
    answer = admin.get(f"/audit_log?{query}")
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]


@pytest.mark.requirement("H2")
def test_pages_of_the_log_do_not_shift(admin: Caller) -> None:
    for number in range(4):
        admin.lead(title=f"Number {number}")
    first = admin.get("/audit_log?record_type=lead&limit=2").json
    admin.lead(title="Meanwhile")
    second = admin.get(f"/audit_log?record_type=lead&limit=2&cursor={first['next_cursor']}").json
    ids = [e["id"] for e in first["items"] + second["items"]]
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 4
