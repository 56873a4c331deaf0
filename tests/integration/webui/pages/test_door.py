"""The door of the pages: who gets in, what may be sent, and what browsers are told to refuse."""

from collections.abc import Callable

import pytest

from crm import people
from crm.changes import Author
from tasks.work import Baton
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]


@pytest.mark.requirement("H1")
def test_nobody_gets_in_without_signing_in(nobody: Visitor) -> None:
    answer = nobody.get("/leads?tab=mine")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?back=/leads?tab%3Dmine"


def test_htmx_is_sent_to_the_sign_in_page_by_a_header(nobody: Visitor) -> None:
    answer = nobody.get("/leads", **{"HX-Request": "true", "HX-Current-URL": "http://localhost/leads/7?tab=feed"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        "/sign-in?back=http://localhost/leads/7?tab%3Dfeed",
    )


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(nobody: Visitor, back: str) -> None:
    nobody.get("/sign-in")
    answer = nobody.post("/sign-in", {"login": "sales", "password": "baton-demo", "back": back})
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_request_without_the_token_is_refused(visitor: Sign) -> None:
    sales = visitor("sales")
    sales.token = ""
    answer = sales.post("/new/lead", {"customer_need": "additional-service"}, **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert "too%20old" in answer.headers["X-Problem"]


def test_no_foreign_script_runs(nobody: Visitor) -> None:
    policy = nobody.get("/sign-in").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.requirement("H1")
def test_a_session_ends_when_the_password_changes_or_the_user_is_deactivated(visitor: Sign, baton: Baton) -> None:
    sales, manager = visitor("sales"), visitor("manager")
    with baton.sessions.begin() as session:
        for login, change in (("sales", {"password": "another one"}), ("manager", {"active": False})):
            user_id = people.id_of(session, login)
            assert user_id is not None
            people.update_user(session, user_id, change, Author())
    assert sales.get("/leads").status_code == 302
    assert manager.get("/leads").status_code == 302


@pytest.mark.requirement("H1")
def test_failed_sign_ins_are_counted_and_stopped(nobody: Visitor) -> None:
    nobody.get("/sign-in")
    statuses = [nobody.post("/sign-in", {"login": "sales", "password": "wrong"}).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
