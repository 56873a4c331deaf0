"""Signing in with the organisation: a real provider, code flow with PKCE, state and nonce."""

import dataclasses
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from crm import people
from crm.changes import Author
from crm.models import RecordChange, User
from db.settings import IdentityProvider
from tasks.work import Baton
from tests.identity_provider import Provider, providing
from tests.integration.webui.pages.conftest import Visitor
from webui.app import create_app

HERE = "/sign-in/organisation"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as running:
        yield running


def at_the_door(baton: Baton, issuer: str, role_claim: str | None = None) -> Visitor:
    settings = dataclasses.replace(
        baton.settings, identity_provider=IdentityProvider(issuer, "baton", "a secret between servers", role_claim)
    )
    return Visitor(create_app(dataclasses.replace(baton, settings=settings)).test_client())


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def sign_in(visitor: Visitor, provider: Provider, subject: str, back: str = "/") -> Any:
    there = visitor.get(f"{HERE}?back={back}").location
    return visitor.get(path_of(provider.sign_in(there, sub=subject)))


@pytest.mark.requirement("H1")
def test_somebody_with_a_verified_address_signs_in_as_the_user_who_has_it(baton: Baton, provider: Provider) -> None:
    provider.know("sofia", email="Sales@baton.example", email_verified=True, name="Somebody Else")
    door = at_the_door(baton, provider.issuer)
    assert "Sign in with your organisation" in door.get("/sign-in").text
    answer = sign_in(door, provider, "sofia", "/leads?tab=mine")
    assert (answer.status_code, answer.location) == (303, "/leads?tab=mine")
    assert "Sofia Keller" in door.get("/leads").text
    with baton.sessions() as session:
        [entry] = session.scalars(select(RecordChange).where(RecordChange.field == "signed_in"))
        assert entry.new == {"login": "sales", "with": "single sign-on"}


@pytest.mark.requirement("H1")
def test_the_way_there_carries_state_nonce_and_a_challenge_for_the_code(baton: Baton, provider: Provider) -> None:
    query = parse_qs(urlsplit(at_the_door(baton, provider.issuer).get(HERE).location).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert query["scope"] == ["openid email profile"]
    assert all(len(query[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.requirement("H1")
def test_somebody_new_is_added_without_any_role(baton: Baton, provider: Provider) -> None:
    claims = {"name": "Nora New", "preferred_username": "sales", "groups": ["admin"]}
    provider.know("nora", email="nora@firm.example", email_verified=True, **claims)
    door = at_the_door(baton, provider.issuer)
    assert sign_in(door, provider, "nora").status_code == 303
    with baton.sessions() as session:
        nora = next(user for user in people.users(session) if user["email"] == "nora@firm.example")
    assert (nora["login"], nora["name"], nora["roles"]) == ("sales-2", "Nora New", [])
    welcome = door.client.get("/", follow_redirects=True)
    assert "no role yet" in welcome.text
    assert door.get("/leads").status_code == 403


@pytest.mark.requirement("H1")
def test_roles_of_new_people_come_from_the_claim_and_those_of_others_stay(baton: Baton, provider: Provider) -> None:
    roles = {"groups": ["crm_manager", "crm_sales", "staff"]}
    provider.know("nils", email="nils@firm.example", email_verified=True, **roles)
    provider.know("milo", email="marketeer@baton.example", email_verified=True, groups=["admin"])
    for subject in ("nils", "milo"):
        assert sign_in(at_the_door(baton, provider.issuer, "groups"), provider, subject).status_code == 303
    with baton.sessions() as session:
        found = {user["login"]: user["roles"] for user in people.users(session)}
    assert (found["nils"], found["marketeer"]) == (["crm_manager", "crm_sales"], ["crm_marketeer"])


@pytest.mark.requirement("H1")
@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"email": "sales@baton.example"}, "does not vouch for your e-mail address"),
        ({"email": "sales@baton.example", "email_verified": False}, "does not vouch for your e-mail address"),
        ({"email_verified": True}, "does not vouch for your e-mail address"),
        ({"email": "twice@firm.example", "email_verified": True}, "several users have the address"),
        ({"email": "gone@firm.example", "email_verified": True}, "not active any more"),
    ],
)
def test_others_do_not_get_in(baton: Baton, provider: Provider, claims: dict[str, Any], told: str) -> None:
    with baton.sessions.begin() as session:
        for login, email in (
            ("one", "twice@firm.example"),
            ("two", "TWICE@firm.example"),
            ("gone", "gone@firm.example"),
        ):
            people.create_user(session, login=login, name=login, roles=[], email=email)
        gone = session.scalars(select(User).where(User.login == "gone")).one()
        people.update_user(session, gone.id, {"active": False}, Author())
    provider.know("stranger", **claims)
    door = at_the_door(baton, provider.issuer)
    answer = sign_in(door, provider, "stranger")
    assert answer.status_code == 403
    assert told in answer.text
    assert door.get("/leads").status_code == 302
    with baton.sessions() as session:
        assert session.scalars(select(RecordChange).where(RecordChange.field == "sign_in_failed")).one()


@pytest.mark.requirement("H1")
def test_an_answer_that_was_not_asked_for_in_this_browser_is_refused(baton: Baton, provider: Provider) -> None:
    provider.know("sofia", email="sales@baton.example", email_verified=True)
    victim, attacker = at_the_door(baton, provider.issuer), at_the_door(baton, provider.issuer)
    answer = path_of(provider.sign_in(attacker.get(HERE).location, sub="sofia"))
    refused = victim.get(answer)
    assert refused.status_code == 502
    assert "no answer that can be trusted" in refused.text
    assert attacker.get(answer).status_code == 303
    assert attacker.get(answer).status_code == 502


def test_who_declines_there_comes_back_to_the_form(baton: Baton, provider: Provider) -> None:
    door = at_the_door(baton, provider.issuer)
    answer = door.get(path_of(provider.sign_in(door.get(HERE).location, action="deny")))
    assert answer.status_code == 502
    assert "it was declined there" in answer.text


def test_a_provider_that_is_away_or_another_is_told(baton: Baton, provider: Provider) -> None:
    away = at_the_door(baton, "http://127.0.0.1:9").get(HERE)
    assert away.status_code == 502
    assert "it cannot be reached" in away.text
    other = at_the_door(baton, provider.issuer.replace("//", "//somebody@")).get(HERE)
    assert other.status_code == 502
    assert "no answer that can be trusted" in other.text


@pytest.mark.requirement("H1")
def test_without_a_provider_there_is_no_such_way(nobody: Visitor) -> None:
    assert "organisation" not in nobody.get("/sign-in").text
    assert nobody.get(HERE).status_code == 404
    assert nobody.get(f"{HERE}/callback?code=x&state=y").status_code == 404
