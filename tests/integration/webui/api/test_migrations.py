"""Moving instances through the API: previewed, moved, followed as a job, taken back."""

from typing import Any

import pytest

from tasks.migrations import run
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.test_background import run_jobs
from tests.integration.tasks.test_migrations import publish, rename_contact
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

PATH = "/processes/lead-management/migrations"
RENAMED = {"lead-handoff/contact-customer": "lead-handoff/call-customer"}


def body(**more: Any) -> dict[str, Any]:
    return {"from": 1, "to": 2, "preview": True, **more}


@pytest.fixture
def leads(baton: Baton, sales: Caller) -> list[dict[str, Any]]:
    """Three leads on version 1, and a version 2 in which the task at which they stand has another id."""
    found = [sales.qualified() for _ in range(3)]
    publish(Desk(baton, "admin"), "lead-handoff", rename_contact)
    return found


@pytest.mark.requirement("A9+")
def test_a_move_is_previewed_made_and_undone(sales: Caller, admin: Caller, leads: list[dict[str, Any]]) -> None:
    lead = leads[0]
    seen = admin.post(PATH, body()).json
    refused = seen["cannot_move"][0]
    ids = [lead["process"]["instance_id"] for lead in leads]
    assert (seen["can_move"], seen["migration"], seen["job"]) == ([], None, None)
    assert refused["instance"] == lead["process"]["instance_id"]
    assert (refused["process"], refused["element"]) == ("lead-handoff", "contact-customer")
    assert refused["record"] == {"type": "lead", "id": lead["id"]}
    assert "“Contact the customer" in refused["reason"]
    [step] = [step for step in seen["mapping"] if step["element"] == "lead-handoff/contact-customer"]
    assert (step["to"], step["standing"], step["candidates"][0]) == (None, 3, "lead-handoff/call-customer")

    moved = admin.post(PATH, body(preview=False, mapping=RENAMED)).json
    assert (moved["can_move"], moved["cannot_move"]) == (ids, [])
    assert sales.get(f"/leads/{lead['id']}").json["process"]["version"] == 2
    [listed] = admin.get(PATH).json
    assert (listed["id"], listed["job"], listed["moved"]) == (moved["migration"], moved["job"], 3)
    assert (listed["state"], listed["from"], listed["to"], listed["mapping"]) == ("done", 1, 2, RENAMED)

    undone = admin.post(f"{PATH}/{moved['migration']}/undo").json
    assert undone == {"undone": ids, "kept": []}
    assert sales.get(f"/leads/{lead['id']}").json["process"]["version"] == 1


@pytest.mark.requirement("A9+")
def test_what_is_left_out_is_listed_as_csv(sales: Caller, admin: Caller, leads: list[dict[str, Any]]) -> None:
    moved = admin.post(PATH, body(preview=False)).json
    job = admin.get(f"/jobs/{moved['job']}").json
    assert (job["kind"], job["state"], job["done"], job["total"]) == ("migration", "done", 3, 3)
    listed = admin.get(job["errors_url"])
    assert listed.mimetype == "text/csv"
    header, line, *_ = listed.text.splitlines()
    assert header == "element,instance,process,reason"
    assert line.startswith("contact-customer,")


@pytest.mark.requirement("A9+")
def test_a_long_move_goes_on_in_the_background_and_can_be_cancelled(
    baton: Baton, sales: Caller, admin: Caller, leads: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 1)
    moved = admin.post(PATH, body(preview=False, mapping=RENAMED)).json
    assert len(moved["can_move"]) == 3
    job = f"/jobs/{moved['job']}"
    assert admin.get(job).json["state"] == "running"
    assert admin.post(f"{PATH}/{moved['migration']}/undo").status_code == 409
    cancelled = admin.post(f"{job}/cancel").json
    assert (cancelled["state"], cancelled["done"], cancelled["total"]) == ("cancelled", 1, 3)
    run_jobs(baton)
    assert admin.get(job).json["done"] == 1
    again = admin.post(f"{job}/cancel")
    assert (again.status_code, again.json["state"]) == (409, "cancelled")


def test_a_move_made_twice_with_one_key_is_made_once(sales: Caller, admin: Caller, leads: list[dict[str, Any]]) -> None:
    once = {"Idempotency-Key": "move-1"}
    answers = [admin.post(PATH, body(preview=False, mapping=RENAMED), headers=once).json for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(admin.get(PATH).json) == 1


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        (body(to=9), 404, None),
        (body(to=1), 422, "to"),
        ({"to": 2}, 422, "from"),
        (body(mapping={"no-such": "handoff"}), 422, "mapping"),
        (body(mapping={"handoff": "nurturing/x/y"}), 422, "mapping"),
        (body(mapping={"handoff": 3}), 422, "mapping.handoff"),
        (body(preview="no"), 422, "preview"),
        (body(cut=1), 422, "cut"),
    ],
)
def test_nonsense_is_refused_at_its_field(
    admin: Caller, leads: list[dict[str, Any]], given: dict[str, Any], status: int, field: str | None
) -> None:
    answer = admin.post(PATH, given)
    assert answer.status_code == status, answer.text
    assert field is None or list(answer.json["errors"]) == [field]


@pytest.mark.requirement("H1")
def test_designers_preview_admins_move(sales: Caller, login: Login, leads: list[dict[str, Any]]) -> None:
    designer = login("designer")
    assert designer.post(PATH, body()).status_code == 200
    assert designer.post(PATH, body(preview=False)).status_code == 403
    refused = designer.post(PATH, body(preview=False, to=77))
    assert (refused.status_code, "move instances of processes" in refused.json["detail"]) == (403, True)
    assert sales.post(PATH, body()).status_code == 403
    assert sales.get(PATH).status_code == 403
    moved = login("admin").post(PATH, body(preview=False)).json
    assert designer.post(f"{PATH}/{moved['migration']}/undo").status_code == 403
    for path in ("", "/errors.csv"):
        assert designer.get(f"/jobs/{moved['job']}{path}").status_code == 404
    assert login("admin").post(f"/processes/corporate-sale/migrations/{moved['migration']}/undo").status_code == 404
