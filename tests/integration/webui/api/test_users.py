"""Users, their passwords, sessions and tokens by the API."""

from collections.abc import Callable

import pytest

from tests.integration.webui.api.caller import Caller

Login = Callable[[str], Caller]
NEW = {
    "login": "nora",
    "name": "Nora New",
    "email": "nora@firm.example",
    "roles": ["crm_sales"],
    "password": "a long one",
}


@pytest.mark.requirement("H1")
def test_an_admin_adds_changes_and_deactivates_a_user(admin: Caller, nobody: Caller) -> None:
    made = admin.post("/users", NEW)
    assert made.status_code == 201
    nora = made.json
    nobody.token = nobody.post("/tokens", {"login": "nora", "password": "a long one"}).json["token"]
    changed = admin.patch(f"/users/{nora['id']}", {"roles": ["crm_manager"], "division": "key-accounts"})
    assert (changed.json["roles"], changed.json["division"]) == (["crm_manager"], "key-accounts")
    assert nobody.get("/users/me").json["roles"] == ["crm_manager"]
    assert admin.patch(f"/users/{nora['id']}", {"password": "password"}).json["errors"].keys() == {"password"}
    assert admin.patch(f"/users/{nora['id']}", {"password": "another sentence"}).status_code == 200
    assert nobody.get("/users/me").status_code == 401
    assert nobody.post("/tokens", {"login": "nora", "password": "another sentence"}).status_code == 201
    assert admin.patch(f"/users/{nora['id']}", {"active": False}).status_code == 200
    assert nobody.post("/tokens", {"login": "nora", "password": "another sentence"}).status_code == 401


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("person", ["sales", "manager", "marketeer", "designer", "crmadmin"])
def test_nobody_else_manages_users(admin: Caller, login: Login, person: str) -> None:
    caller = login(person)
    own = caller.get("/users/me").json["id"]
    assert caller.post("/users", NEW).status_code == 403
    assert caller.patch(f"/users/{own}", {"roles": ["admin"]}).status_code == 403
    assert caller.get("/tokens?user=admin").status_code == 403
    assert caller.get("/audit_log").status_code == 403


@pytest.mark.requirement("H1")
def test_the_last_administrator_stays(admin: Caller) -> None:
    own = admin.get("/users/me").json["id"]
    refused = admin.patch(f"/users/{own}", {"active": False})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["active"])
    assert list(admin.patch(f"/users/{own}", {"roles": []}).json["errors"]) == ["roles"]
    assert admin.get("/users/me").json["roles"] == ["admin"]


@pytest.mark.requirement("H1")
def test_ones_own_password_takes_the_present_one_and_ends_all_tokens(login: Login, nobody: Caller) -> None:
    sales = login("sales")
    wrong = sales.post("/users/me/password", {"current": "wrong", "password": "a new sentence"})
    assert list(wrong.json["errors"]) == ["current"]
    weak = sales.post("/users/me/password", {"current": "baton-demo", "password": "sofia123"})
    assert list(weak.json["errors"]) == ["password"]
    done = sales.post("/users/me/password", {"current": "baton-demo", "password": "a new sentence"})
    assert done.status_code == 204
    assert sales.get("/users/me").status_code == 401
    assert nobody.post("/tokens", {"login": "sales", "password": "a new sentence"}).status_code == 201


@pytest.mark.requirement("H1")
def test_guessing_ones_password_with_a_stolen_token_has_to_wait_too(login: Login) -> None:
    sales = login("sales")
    answers = [sales.post("/users/me/password", {"current": "x", "password": "a new sentence"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 30


@pytest.mark.requirement("H1")
def test_tokens_are_labelled_listed_and_revoked(login: Login, nobody: Caller, admin: Caller) -> None:
    body = {"login": "sales", "password": "baton-demo", "label": "nightly import", "days": 7}
    nobody.token = nobody.post("/tokens", body).json["token"]
    nobody.get("/users/me")
    sales, sales2 = login("sales"), login("sales2")
    current, imported = sales.get("/tokens").json["items"]
    assert (current["current"], imported["current"], imported["label"]) == (True, False, "nightly import")
    assert imported["last_used_at"] is not None
    assert imported["expires_at"][:10] > imported["created_at"][:10]
    assert sales2.delete(f"/tokens/{imported['id']}").status_code == 404
    assert nobody.get("/users/me").status_code == 200
    assert sales.delete(f"/tokens/{imported['id']}").status_code == 204
    assert sales.delete(f"/tokens/{imported['id']}").status_code == 404
    assert nobody.get("/users/me").status_code == 401
    assert [token["id"] for token in admin.get("/tokens?user=sales").json["items"]] == [current["id"]]
    assert list(admin.get("/tokens?user=nobody-here").json["errors"]) == ["user"]
    assert admin.delete(f"/tokens/{current['id']}").status_code == 204
    assert sales.get("/users/me").status_code == 401


@pytest.mark.parametrize("days", [0, 367, -1])
def test_a_token_ends_within_a_year(nobody: Caller, days: int) -> None:
    refused = nobody.post("/tokens", {"login": "sales", "password": "baton-demo", "days": days})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["days"])
