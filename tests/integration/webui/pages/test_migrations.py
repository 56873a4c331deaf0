"""The pages about moving instances: what they refuse, and what they say meanwhile."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest

from tasks.migrations import run
from tests.desk import Desk
from tests.integration.tasks.test_migrations import publish, rename_contact
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]
Seat = Callable[[str], Desk]
HTMX = {"HX-Request": "true"}
PATH = "/processes/lead-management"
VERSIONS = {"from": "1", "to": "2"}


@pytest.fixture
def leads(desk: Seat) -> list[int]:
    """Three leads on version 1, and a version 2 in which the task at which they stand has another id."""
    found = [desk("sales").qualified() for _ in range(3)]
    publish(desk("admin"), "lead-handoff", rename_contact)
    return found


@pytest.mark.requirement("A9+")
def test_what_has_the_same_name_is_proposed_and_can_be_refused(visitor: Sign, leads: list[int]) -> None:
    admin = visitor("admin")
    assert "Can be moved: 3" in admin.get(f"{PATH}/move?from=1&to=2").text
    refused = admin.get(f"{PATH}/move?from=1&to=2&take:lead-handoff/contact-customer=").text
    assert "Can be moved: 0" in refused
    assert "Stay on version 1: 3" in refused


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=1&to=1", "Choose another version than the one that they run on."),
        ("from=1&to=2&take:lead-handoff/contact-customer=lead-handoff/handoff-begins", "cannot take the place of"),
        ("from=1&to=2&take:nothing=handoff", "version 1 has no such element"),
    ],
)
def test_a_choice_that_makes_no_sense_is_told_on_the_page(
    visitor: Sign, leads: list[int], query: str, told: str
) -> None:
    page = visitor("admin").get(f"{PATH}/move?{query}")
    assert page.status_code == 200
    assert told in page.text


def test_without_versions_one_is_led_to_choose_them(visitor: Sign) -> None:
    admin = visitor("admin")
    assert admin.get(f"{PATH}/move?from=x").headers["Location"] == f"{PATH}/instances"
    assert admin.get(f"{PATH}/move?from=1&to=9").status_code == 404
    assert admin.get("/processes/no-such/instances").status_code == 404
    assert admin.get(f"{PATH}/migrations/1").status_code == 404
    assert "There is one version only" in admin.get(f"{PATH}/instances").text
    refused = admin.post(f"{PATH}/move", {}, **HTMX)
    assert refused.status_code == 422
    assert "Choose the versions first" in unquote(refused.headers["X-Problem"])


def test_who_stays_is_listed_as_csv_and_marked_in_the_diagram(visitor: Sign, leads: list[int]) -> None:
    admin = visitor("admin")
    admin.get(f"{PATH}/move?from=1&to=2")
    assert admin.post(f"{PATH}/move", VERSIONS, **HTMX).headers["HX-Redirect"] == f"{PATH}/migrations/1"
    listed = admin.get(f"{PATH}/migrations/1/refused.csv")
    assert listed.mimetype == "text/csv"
    assert len(listed.text.splitlines()) == 4
    marks = admin.get(f"{PATH}/move/marks?stay=contact-customer:3&stay=nonsense").json
    assert [(mark["element"], mark["count"]) for mark in marks["items"]] == [("contact-customer", 3)]


@pytest.mark.requirement("A9+")
def test_a_long_move_is_followed_and_cancelled(
    visitor: Sign, leads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 1)
    admin = visitor("admin")
    admin.get(f"{PATH}/move?from=1&to=2")
    admin.post(f"{PATH}/move", VERSIONS, **HTMX)
    shown = admin.get(f"{PATH}/migrations/1").text
    assert 'hx-trigger="every 1s"' in shown
    assert "1 of 3" in shown
    assert admin.post(f"{PATH}/migrations/1/undo", **HTMX).status_code == 409
    cancelled = admin.post(f"{PATH}/migrations/1/cancel", **HTMX)
    assert 'data-state="cancelled"' in cancelled.text
    assert "every 1s" not in cancelled.text
    assert "Not reached" in admin.get(f"{PATH}/migrations/1/progress", **HTMX).text


@pytest.mark.requirement("H1")
def test_sales_see_none_of_it_and_designers_change_nothing(visitor: Sign, leads: list[int]) -> None:
    sales, designer = visitor("sales"), visitor("designer")
    for path in ("instances", "move?from=1&to=2", "migrations/1"):
        assert sales.get(f"{PATH}/{path}").status_code == 403
    assert designer.post(f"{PATH}/move", VERSIONS, **HTMX).status_code == 403
    preview = designer.get(f"{PATH}/move?from=1&to=2").text
    assert f"lead {leads[0]}" in preview
    assert f"/leads/{leads[0]}" not in preview
