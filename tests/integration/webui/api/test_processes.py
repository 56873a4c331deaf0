"""The process library through the API."""

from hashlib import sha256
from pathlib import Path

import pytest

import processes
from tests.decision_tables import table
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

XML = {"content_type": "application/xml"}
FILE = Path(processes.__path__[0]) / "lead-management" / "lead-management.bpmn"


@pytest.fixture
def designer(login: Login) -> Caller:
    return login("designer")


@pytest.fixture
def copy(designer: Caller) -> str:
    copied = designer.post("/processes/lead-management/copy", {"key": "our-leads", "name": "Our leads"})
    assert copied.status_code == 201, copied.text
    assert (copied.json["state"], copied.json["version"]) == ("draft", None)
    return "/processes/our-leads"


@pytest.mark.requirement("A2")
def test_the_library_is_listed(sales: Caller) -> None:
    listed = {process["key"]: process for process in sales.get("/processes").json}
    assert listed["lead-management"] == {
        "key": "lead-management",
        "name": "Lead management",
        "kind": "lead-management",
        "state": "published",
        "active": True,
        "version": 1,
        "instances": 0,
    }
    assert listed["corporate-sale"]["active"] is False


@pytest.mark.requirement("A2")
def test_a_process_is_shown_with_its_versions_and_instances(sales: Caller) -> None:
    sales.qualified()
    shown = sales.get("/processes/lead-management").json
    [version] = shown["versions"]
    assert (version["number"], version["instances"], shown["instances"]) == (1, 1, 1)
    assert sales.get("/processes/lead-nurturing").json["called_by"] == [
        "lead-management",
        "lead-management-commerce",
        "lead-management-team",
    ]


@pytest.mark.requirement("A1")
def test_a_version_is_returned_exactly_as_published(sales: Caller) -> None:
    response = sales.get("/processes/lead-management/versions/1")
    assert response.mimetype == "application/xml"
    assert response.data == FILE.read_bytes()
    assert sales.get("/processes/lead-management/versions/2").status_code == 404


@pytest.mark.requirement("A3")
def test_a_copy_is_edited_published_and_made_the_active_process(designer: Caller, admin: Caller, copy: str) -> None:
    draft = designer.get(f"{copy}/draft")
    edited = draft.text.replace('name="Our leads"', 'name="Our own leads"')
    saved = designer.call(
        "PUT", f"{copy}/draft", data=edited.encode(), headers={"If-Match": draft.headers["ETag"]}, **XML
    )
    assert saved.status_code == 200, saved.text
    published = designer.post(f"{copy}/publish")
    assert (published.status_code, published.json) == (201, {"version": 1})
    assert designer.get(published.headers["Location"]).text == edited
    assert admin.put("/settings/lead-management-business-process", {"value": "our-leads"}).status_code == 200
    assert admin.get(copy).json["active"] is True


def test_a_draft_that_somebody_else_has_changed_is_412(designer: Caller, copy: str) -> None:
    draft = designer.get(f"{copy}/draft")
    seen = {"If-Match": draft.headers["ETag"]}
    assert designer.call("PUT", f"{copy}/draft", data=draft.data, headers=seen, **XML).status_code == 200
    late = designer.call("PUT", f"{copy}/draft", data=draft.data, headers=seen, **XML)
    assert late.status_code == 412


@pytest.mark.requirement("A10+")
def test_a_draft_with_problems_is_not_published_and_says_where(designer: Caller, copy: str) -> None:
    broken = designer.get(f"{copy}/draft").text.replace("lead.set_stage", "lead.no_such_operation")
    designer.call("PUT", f"{copy}/draft", data=broken.encode(), **XML)
    [problem, *_] = designer.get(f"{copy}/draft/problems").json["problems"]
    refused = designer.post(f"{copy}/publish")
    assert refused.status_code == 422
    assert problem in refused.json["problems"]
    assert problem["element"]
    assert problem["line"] > 1
    assert "lead.no_such_operation" in problem["message"]
    assert designer.get(copy).json["versions"] == []


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"no xml",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"\xff\xfe\xff",
        b"<a>" + b"x" * (5 * 1024 * 1024) + b"</a>",
    ],
)
def test_what_is_no_model_is_refused_with_problems(designer: Caller, text: bytes) -> None:
    response = designer.call("POST", "/processes", data=text, **XML)
    assert response.status_code == 422
    assert response.json["problems"][0]["message"]


def test_a_model_too_large_to_be_read_at_all_is_413(designer: Caller) -> None:
    for headers in ({}, {"Idempotency-Key": "large"}):
        refused = designer.call("POST", "/processes", data=b" " * 9_000_000, headers=headers, **XML)
        assert (refused.status_code, refused.json["title"]) == (413, "The model is larger than 5 MB")


def test_a_model_has_to_come_as_xml(designer: Caller) -> None:
    assert designer.post("/processes", {"xml": "<a/>"}).status_code == 415


def test_a_model_file_becomes_the_draft_of_a_new_process(designer: Caller) -> None:
    text = FILE.read_text().replace('id="lead-management"', 'id="mine"').replace('"lead-management"', '"mine"', 0)
    added = designer.call("POST", "/processes", data=text.encode(), **XML)
    assert added.status_code == 201, added.text
    assert added.json["state"] == "draft"
    again = designer.call("POST", "/processes", data=text.encode(), **XML)
    assert (again.status_code, list(again.json["errors"])) == (422, ["key"])


@pytest.mark.requirement("A3")
def test_the_active_process_cannot_be_disabled_another_one_can(admin: Caller) -> None:
    response = admin.post("/processes/lead-management/disable")
    assert response.status_code == 409
    assert response.json["setting"] == "lead-management-business-process"
    assert admin.put("/settings/lead-management-business-process", {"value": None}).status_code == 200
    assert admin.post("/processes/lead-management/disable").json["state"] == "disabled"
    refused = admin.put("/settings/lead-management-business-process", {"value": "lead-management"})
    assert refused.status_code == 422
    assert admin.post("/processes/lead-management/enable").json["state"] == "published"


@pytest.mark.requirement("A5")
def test_a_sub_process_is_disabled_in_the_draft(designer: Caller, copy: str) -> None:
    before = designer.get(f"{copy}/draft").text
    element = before.partition("callActivity")[2].partition('id="')[2].partition('"')[0]
    assert designer.post(f"{copy}/sub_processes/{element}/disable").status_code == 200
    assert designer.get(f"{copy}/draft").text != before
    assert designer.post(f"{copy}/sub_processes/{element}/enable").status_code == 200
    assert designer.get(f"{copy}/draft").text.count("camunda:properties") == before.count("camunda:properties")
    for switch in ("disable", "enable"):
        assert designer.post(f"{copy}/sub_processes/no-such/{switch}").status_code == 404
        refused = designer.post(f"{copy}/sub_processes/satisfied/{switch}")
        assert refused.status_code == 422
        assert refused.json["detail"] == "“Satisfied” calls no sub-process: only what does can be disabled."


@pytest.mark.requirement("A10+")
def test_an_earlier_version_is_published_anew(designer: Caller, copy: str) -> None:
    first = designer.get(f"{copy}/draft").text
    assert designer.post(f"{copy}/publish", {"comment": "First"}).status_code == 201
    second = first.replace('name="Our leads"', 'name="Other"')
    designer.call("PUT", f"{copy}/draft", data=second.encode(), **XML)
    assert designer.post(f"{copy}/publish").json == {"version": 2}
    assert designer.post(f"{copy}/roll_back", {"version": 1}).json == {"version": 3}
    assert designer.get(f"{copy}/versions/3").text == first
    missing = designer.post(f"{copy}/roll_back", {"version": 9})
    assert (missing.status_code, missing.json["detail"]) == (404, "There is no version 9 of the process “our-leads”.")
    current = designer.post(f"{copy}/roll_back", {"version": 3})
    assert current.status_code == 409
    assert "Version 3 of “our-leads” is the current one already" in current.json["detail"]


@pytest.mark.requirement("A3")
@pytest.mark.parametrize("key", ["", "our leads", "1st", "a/b", "x" * 101])
def test_a_copy_needs_a_key_that_can_stand_in_addresses(designer: Caller, key: str) -> None:
    refused = designer.post("/processes/lead-management/copy", {"key": key, "name": "Ours"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["key"])


@pytest.mark.requirement("A3")
def test_a_name_that_cannot_stand_in_a_model_is_refused_at_its_field(designer: Caller, copy: str) -> None:
    odd = {"name": "A\x01B"}
    for path, more in (
        ("/processes/lead-management/copy", {"key": "odd"}),
        (f"{copy}/sub_processes", {"copy_of": "nurturing"}),
    ):
        refused = designer.post(path, odd | more)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["name"])


@pytest.mark.requirement("H1")
def test_designers_design_and_administrators_switch(designer: Caller, sales: Caller, copy: str) -> None:
    assert designer.post("/processes/corporate-sale/disable").status_code == 403
    for path in (f"{copy}/publish", f"{copy}/sub_processes/x/disable"):
        assert sales.post(path).status_code == 403
    assert sales.call("POST", "/processes", data=b"<a/>", **XML).status_code == 403
    assert sales.get(f"{copy}/draft/problems").status_code == 403
    refused = sales.get(f"{copy}/activation")
    assert refused.status_code == 403
    assert refused.json["detail"].startswith("You may not preview the activation of processes: it takes")


def test_an_unknown_process_is_404(designer: Caller) -> None:
    for path in ("", "/draft", "/versions/1", "/draft/problems"):
        assert designer.get(f"/processes/no-such{path}").status_code == 404
    assert designer.post("/processes/no-such/publish").status_code == 404


@pytest.mark.requirement("A10+")
def test_two_texts_of_a_process_are_compared_in_words(designer: Caller, copy: str) -> None:
    assert designer.get(f"{copy}/compare").status_code == 404
    first = designer.get(f"{copy}/draft").text
    designer.post(f"{copy}/publish")
    renamed = first.replace('id="nurturing" name="Nurturing"', 'id="nurturing" name="Care"')
    designer.call("PUT", f"{copy}/draft", data=renamed.encode(), **XML)
    assert designer.get(f"{copy}/compare").json["changes"] == [
        {
            "kind": "renamed",
            "element": "nurturing",
            "text": "The stage “Nurturing” is now called “Care”.",
            "before": "Nurturing",
            "after": "Care",
        }
    ]
    assert designer.get(f"{copy}/compare?from=draft&to=1").json["changes"][0]["after"] == "Nurturing"
    assert designer.get(f"{copy}/compare?from=1&to=1").json == {"changes": []}
    assert designer.get(f"{copy}/compare?from=1&to=7").status_code == 404
    assert list(designer.get(f"{copy}/compare?from=first").json["errors"]) == ["from"]


@pytest.mark.requirement("A2")
def test_a_draft_that_was_never_published_is_deleted_and_nothing_else_is(designer: Caller, copy: str) -> None:
    assert designer.delete("/processes/lead-management").status_code == 409
    assert designer.delete(copy).status_code == 204
    assert designer.get(copy).status_code == 404
    assert designer.delete(copy).status_code == 404


@pytest.mark.requirement("A4")
def test_what_activating_a_process_means_is_shown_before(
    designer: Caller, admin: Caller, sales: Caller, copy: str
) -> None:
    sales.qualified()
    assert designer.get(f"{copy}/activation").status_code == 422
    designer.post(f"{copy}/sub_processes/nurturing/disable")
    designer.post(f"{copy}/sub_processes", {"name": "Care", "copy_of": "handoff"})
    assert designer.post(f"{copy}/publish").status_code == 201
    shown = designer.get(f"{copy}/activation").json
    assert shown["current"] == {"key": "lead-management", "name": "Lead management", "version": 1}
    assert shown["chosen"] == {"key": "our-leads", "name": "Our leads", "version": 1}
    stages = {stage["code"]: stage for stage in shown["stages"]}
    assert (stages["care"]["change"], stages["handoff"]["change"]) == ("added", "kept")
    assert (stages["nurturing"]["disabled"], stages["handoff"]["leads"]) == (True, 1)
    changes = {(task["stage"], task["change"]) for task in shown["tasks"]}
    assert {("Care", "added"), ("Nurturing", "removed"), ("Handoff to sales", "kept")} <= changes
    assert shown["running"] == [{"key": "lead-management", "name": "Lead management", "version": 1, "instances": 1}]
    assert admin.get("/settings/lead-management-business-process").json == {"value": "lead-management"}
    assert designer.get("/processes/corporate-sale/activation").status_code == 422
    assert designer.get("/processes/no-such/activation").status_code == 404


@pytest.mark.requirement("A2")
def test_decisions_are_listed_too_and_versions_carry_their_checksum(designer: Caller) -> None:
    table_ = table("rebate", ("1",), ("discount",), (("> 5",), ("10",)))
    added = designer.call("POST", "/processes", data=table_.encode(), **XML)
    assert added.status_code == 201, added.text
    assert designer.post("/processes/rebate/publish").status_code == 201
    listed = {process["key"]: process["kind"] for process in designer.get("/processes").json}
    assert listed["rebate"] == "decision"
    [version] = designer.get("/processes/rebate").json["versions"]
    assert version["checksum"] == sha256(table_.encode()).hexdigest()
