"""What pages answer when something cannot be done: the reason in place, and nothing done by half."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest

from tasks import guarded, opportunities
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]
Seat = Callable[[str], Desk]
HTMX = {"HX-Request": "true"}


@pytest.mark.requirement("A7", "B3")
def test_a_move_that_is_not_allowed_is_refused_with_its_reason(visitor: Sign, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    desk("sales").act(lead_id, "move_to_stage", stage="not-interested")
    answer = visitor("sales").post(f"/lead/{lead_id}/actions/move_to_stage", {"stage": "handoff"}, **HTMX)
    assert answer.status_code == 409
    assert unquote(answer.headers["X-Problem"])
    assert desk("sales").lead(lead_id)["stage"]["code"] == "not-interested"


def test_saving_over_somebody_elses_change_is_refused(visitor: Sign, desk: Seat) -> None:
    lead_id = desk("sales").enter(account_name="Vizor")
    sales = visitor("sales")
    stale = {"revision": 0, "customer_need": "additional-service", "title": "Mine"}
    answer = sales.post(f"/lead/{lead_id}/groups/need", stale, **HTMX)
    assert answer.status_code == 412
    assert "has changed meanwhile" in unquote(answer.headers["X-Problem"])


@pytest.mark.requirement("C3")
def test_a_draft_keeps_what_is_typed_right_or_wrong(visitor: Sign, desk: Seat) -> None:
    lead_id = desk("sales").qualified()
    [task] = desk("sales").tasks(lead_id)
    sales = visitor("sales")
    kept = {"result": "rescheduled", "rescheduled_to": "someday", "result_details": "<b>", "unknown": "x"}
    answer = sales.client.put(f"/tasks/{task['id']}/draft", json=kept, headers={"X-CSRFToken": sales.token})
    assert answer.status_code == 204
    page = sales.get(f"/tasks/{task['id']}").text
    assert 'value="someday"' in page
    assert "&lt;b&gt;" in page


@pytest.mark.requirement("H1")
def test_settings_are_the_administrators(visitor: Sign) -> None:
    sales = visitor("sales")
    for path in (
        "/settings/lead-management-business-process",
        "/settings/users/new",
        "/settings/lookups/currencies/new",
    ):
        assert sales.post(path, {}, **HTMX).status_code == 403
    assert visitor("designer").get("/leads").status_code == 403


def test_unknown_addresses_are_answered_within_the_frame(visitor: Sign) -> None:
    answer = visitor("sales").get("/settings/lookups/no-such-lookup")
    assert answer.status_code == 404
    assert "no-such-lookup" in answer.text
    assert 'class="sidebar"' in answer.text


@pytest.mark.requirement("E6")
def test_records_are_switched_off_and_on_from_their_pages(visitor: Sign, desk: Seat) -> None:
    with desk("sales").work() as work:
        made = {"contact": guarded.CONTACTS.create(work, {"name": "Maria"}), "order": guarded.ORDERS.create(work, {})}
        made["opportunity"] = opportunities.create(work, {"name": "Big"})
    sales = visitor("sales")
    for record_type, record_id in made.items():
        for turn, other in (("deactivate", "activate"), ("activate", "deactivate")):
            assert sales.post(f"/{record_type}/{record_id}/{turn}", **HTMX).status_code == 303
            page = sales.get(
                {"opportunity": "/opportunities", "contact": "/contacts", "order": "/orders"}[record_type]
                + f"/{record_id}"
            ).text
            assert (f"/{record_type}/{record_id}/{other}" in page, ">Inactive<" in page) == (True, other == "activate")
            assert ("/groups/" in page) == (other == "deactivate")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/processes/lead-management/move?from={'9' * 5000}&to=1", 303),
        (f"/processes/lead-management/move/marks?stay=handoff:{'9' * 5000}", 200),
        ("/settings/audit?until=9999-12-31", 200),
    ],
)
def test_numbers_and_days_beyond_all_measure_are_no_failure(visitor: Sign, address: str, status: int) -> None:
    assert visitor("admin").get(address).status_code == status


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("PUT", "/tasks/999999/draft", {}, 404),
        ("PUT", "/tasks/1/draft", [1], 400),
        ("POST", "/processes/lead-management/design/publish", [1], 400),
        ("POST", "/processes/lead-management/design/copy", {}, 422),
    ],
)
def test_what_no_script_of_ours_would_send_is_refused(
    visitor: Sign, method: str, address: str, body: object, status: int
) -> None:
    admin = visitor("admin")
    answer = admin.client.open(address, method=method, json=body, headers={"X-CSRFToken": admin.token, **HTMX})
    assert answer.status_code == status
