"""Tokens: how they are got, what they are good for, and when not."""

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from crm import people, tokens
from crm.people import sessions
from db import clock
from tasks.work import Baton
from tests.integration.webui.api.caller import Caller
from webui.app import create_app
from webui.pages.signed_in import SECRET

SALES = {"login": "sales", "password": "baton-demo"}
WRONG = {"login": "sales", "password": "wrong"}


@pytest.mark.requirement("H1")
def test_login_and_password_are_exchanged_for_a_token(nobody: Caller) -> None:
    response = nobody.post("/tokens", SALES)
    assert response.status_code == 201
    nobody.token = response.json["token"]
    me = nobody.get("/users/me").json
    assert (me["login"], me["roles"]) == ("sales", ["crm_sales"])


@pytest.mark.requirement("H1")
def test_the_published_password_of_the_demo_is_refused_in_production(baton: Baton) -> None:
    production = dataclasses.replace(baton, settings=dataclasses.replace(baton.settings, environment="production"))
    client = create_app(production).test_client()
    assert client.post("/api/v1/tokens", json=SALES).status_code == 401


def test_wrong_password_and_unknown_login_are_refused_alike(nobody: Caller) -> None:
    wrong = nobody.post("/tokens", WRONG)
    unknown = nobody.post("/tokens", {"login": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json
    assert "WWW-Authenticate" in wrong.headers


@pytest.mark.requirement("H1")
def test_after_too_many_failures_even_the_right_password_has_to_wait(nobody: Caller) -> None:
    answers = [nobody.post("/tokens", WRONG).status_code for _ in range(6)]
    assert answers[0] == 401
    assert answers[-1] == 429
    refused = nobody.post("/tokens", SALES)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic c2FsZXM6YmF0b24tZGVtbw==", "Bearer baton_made-up"])
def test_no_other_authorisation_will_do(nobody: Caller, header: str) -> None:
    response = nobody.get("/users/me", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.json["status"] == 401


def test_the_scheme_may_be_written_in_any_case(sales: Caller) -> None:
    assert sales.get("/users/me", headers={"Authorization": f"bearer {sales.token}"}).status_code == 200


def test_a_token_given_up_is_worthless(sales: Caller) -> None:
    assert sales.delete("/tokens/current").status_code == 204
    assert sales.get("/users/me").status_code == 401


def test_a_token_expires(sales: Caller) -> None:
    with clock.moved(timedelta(days=31)):
        assert sales.get("/users/me").status_code == 401


def test_a_deactivated_user_is_out_at_once(sales: Caller, admin: Caller) -> None:
    user_id = sales.get("/users/me").json["id"]
    assert admin.patch(f"/users/{user_id}", {"active": False}).status_code == 200
    assert sales.get("/users/me").status_code == 401


@pytest.mark.requirement("H1")
def test_the_cookie_of_a_page_does_not_open_the_api(app: Flask, baton: Baton, nobody: Caller) -> None:
    with baton.sessions.begin() as session, nobody.client.session_transaction() as cookie:
        user_id = people.id_of(session, "admin")
        assert user_id is not None
        cookie[SECRET] = sessions.begin(session, user_id)
    assert nobody.get("/leads").status_code == 401


def test_the_api_sets_no_cookie(sales: Caller, nobody: Caller) -> None:
    for response in (nobody.post("/tokens", SALES), sales.get("/users/me"), nobody.get("/leads")):
        assert "Set-Cookie" not in response.headers


def test_a_token_is_looked_up_in_one_query(sales: Caller, baton: Baton) -> None:
    with baton.sessions() as session:
        seen: list[str] = []
        event.listen(baton.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        assert tokens.actor_of(session, sales.token or "") is not None
        assert len(seen) == 1
