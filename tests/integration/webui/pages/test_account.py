"""My account: password, sessions and tokens by the page; users by that of administrators."""

import re
from collections.abc import Callable

import pytest

from crm import people
from crm.people import sessions
from db import clock
from tasks.work import Baton
from tests.integration.webui.pages.conftest import Visitor
from webui.pages.signed_in import SECRET

Sign = Callable[[str], Visitor]


@pytest.mark.requirement("H1")
def test_a_new_password_keeps_this_browser_and_signs_out_the_others(visitor: Sign) -> None:
    here, there = visitor("sales"), visitor("sales")
    here.get("/account")
    wrong = here.post(
        "/account/password", {"current": "wrong", "password": "a new sentence", "again": "a new sentence"}
    )
    assert (wrong.status_code, "This is not your password." in wrong.text) == (422, True)
    other = here.post("/account/password", {"current": "baton-demo", "password": "a new sentence", "again": "b"})
    assert "not the same as above" in other.text
    given = {"current": "baton-demo", "password": "a new sentence", "again": "a new sentence"}
    assert here.post("/account/password", given).status_code == 303
    assert here.get("/leads").status_code == 200
    assert there.get("/leads").status_code == 302


@pytest.mark.requirement("H1")
def test_sessions_are_listed_and_ended_elsewhere(visitor: Sign) -> None:
    here, there = visitor("sales"), visitor("sales")
    page = here.get("/account").text
    [other] = re.findall(r"/account/sessions/(\d+)/end", page)
    assert page.count("data-session=") == 2
    assert visitor("sales2").post(f"/account/sessions/{other}/end").status_code == 404
    assert here.post(f"/account/sessions/{other}/end").status_code == 303
    assert there.get("/leads").status_code == 302


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("address", ["/inbox/pulse", "/notices/count"])
def test_what_an_open_page_asks_by_itself_keeps_no_session_alive(visitor: Sign, address: str) -> None:
    sales = visitor("sales")
    with clock.moved(sessions.IDLE / 2):
        assert sales.get(address).status_code == 200
    with clock.moved(sessions.IDLE):
        assert sales.get(address).status_code == 302


@pytest.mark.requirement("H1")
def test_the_cookie_names_nobody_and_is_worthless_after_signing_out(visitor: Sign) -> None:
    sales = visitor("sales")
    with sales.client.session_transaction() as cookie:
        kept = dict(cookie)
    assert set(kept) - {"csrf_token", "_permanent"} == {SECRET}
    sales.get("/account")
    assert sales.post("/sign-out").status_code == 303
    with sales.client.session_transaction() as cookie:
        cookie.update(kept)
    assert sales.get("/leads").status_code == 302


@pytest.mark.requirement("H1")
def test_a_token_is_made_shown_once_and_revoked(visitor: Sign) -> None:
    sales = visitor("sales")
    assert sales.post("/account/tokens/new", {"label": "", "days": "4000"}).status_code == 422
    made = sales.post("/account/tokens/new", {"label": "Reports", "days": "7"})
    [secret] = re.findall(r'value="(baton_[^"]+)"', made.text)
    call = {"Authorization": f"Bearer {secret}"}
    assert sales.client.get("/api/v1/users/me", headers=call).status_code == 200
    page = sales.get("/account").text
    assert secret not in page
    assert "Reports" in page
    [token] = re.findall(r"/account/tokens/(\d+)/revoke", page)
    assert visitor("sales2").post(f"/account/tokens/{token}/revoke").status_code == 404
    assert sales.post(f"/account/tokens/{token}/revoke").status_code == 303
    assert sales.client.get("/api/v1/users/me", headers=call).status_code == 401


@pytest.mark.requirement("H1")
def test_an_admin_resets_a_password_and_deactivates_by_the_page(visitor: Sign, baton: Baton) -> None:
    admin, sales = visitor("admin"), visitor("sales")
    with baton.sessions() as session:
        user_id, own_id = people.id_of(session, "sales"), people.id_of(session, "admin")
    form = {"name": "Sofia Keller", "roles": ["crm_sales"], "active": "true"}
    weak = admin.post(f"/settings/users/{user_id}", {**form, "password": "letmein1"})
    assert (weak.status_code, "easily guessed" in weak.text) == (422, True)
    assert admin.post(f"/settings/users/{user_id}", {**form, "password": "a new sentence"}).status_code == 303
    assert sales.get("/leads").status_code == 302
    refused = admin.post(f"/settings/users/{own_id}", {"name": "Ada Winter", "roles": ["admin"]})
    assert (refused.status_code, "Nobody who may administer" in refused.text) == (422, True)
    assert visitor("manager").post(f"/settings/users/{user_id}", form).status_code == 403


@pytest.mark.requirement("H1")
def test_a_page_that_has_to_wait_says_until_when(nobody: Visitor) -> None:
    nobody.get("/sign-in")
    answers = [nobody.post("/sign-in", {"login": "sales", "password": "wrong"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 30
    assert "Too many failed attempts" in answers[-1].text
