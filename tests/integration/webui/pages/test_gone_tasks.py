"""Tasks that are opened when they are done with already."""

from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]
Seat = Callable[[str], Desk]
HTMX = {"HX-Request": "true"}
BUTTONS = ("/complete", "/release", "/claim", "/delegate")


def closed(desk: Seat, how: str) -> int:
    """Return a task that was completed or cancelled."""
    lead_id = desk("sales").qualified()
    [task] = desk("sales").tasks(lead_id)
    if how == "completed":
        desk("sales").complete(lead_id, "contact-customer", "not-interested")
    else:
        desk("sales").act(lead_id, "move_to_stage", stage="not-interested")
    return int(task["id"])


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("how", ["completed", "cancelled"])
@pytest.mark.parametrize("path", ["/inbox/{}?view=groups", "/tasks/{}", "/tasks/{}/panel"])
def test_a_closed_task_says_what_happened_and_offers_no_buttons(visitor: Sign, desk: Seat, how: str, path: str) -> None:
    task_id = closed(desk, how)
    address = path.format(task_id)
    shown = visitor("sales").get(address, **({} if address.endswith(str(task_id)) else HTMX)).text
    assert ("Completed by" if how == "completed" else "was cancelled") in shown
    assert [button for button in BUTTONS if f"/tasks/{task_id}{button}" in shown] == []


@pytest.mark.requirement("C2", "C4")
def test_the_inbox_leads_on_from_a_closed_task_to_the_next_one(visitor: Sign, desk: Seat) -> None:
    task_id = closed(desk, "cancelled")
    [following] = desk("sales").tasks(desk("sales").qualified())
    shown = visitor("sales").get(f"/inbox/{task_id}?view=groups", **HTMX).text
    assert f'href="/inbox/{following["id"]}?view=groups"' in shown
    assert "Next task" in shown


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("deed", ["complete", "claim", "release", "delegate"])
def test_whatever_comes_too_late_replaces_the_buttons(visitor: Sign, desk: Seat, deed: str) -> None:
    task_id = closed(desk, "completed")
    answer = visitor("sales").post(f"/tasks/{task_id}/{deed}?at=inbox", {"to": "sales2"}, **HTMX)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == f"#task-form-{task_id} .form-foot"
    assert "already completed by Sofia Keller" in answer.text
