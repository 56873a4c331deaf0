from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from crm import people, tokens
from crm.changes import Author
from crm.errors import Invalid, NotFound, SignInRefused, SignInThrottled, Stale
from crm.models import ApiToken, RecordChange, User
from crm.people import Actor
from db import clock
from tests.integration.crm.conftest import Crew

PASSWORD = "correct horse"


@pytest.fixture
def ann(session: Session, crew: Crew) -> User:
    return people.create_user(
        session,
        login="Ann",
        name="Ann Lee",
        roles=["crm_sales", "crm_manager"],
        password=PASSWORD,
        division="key-accounts",
    )


@pytest.mark.requirement("H1")
def test_login_and_password_make_an_actor_with_roles_and_address(session: Session, ann: User) -> None:
    actor = people.authenticate(session, " ANN ", PASSWORD, "192.0.2.1")
    roles = frozenset({"crm_sales", "crm_manager"})
    assert actor == Actor(ann.id, "ann", "Ann Lee", roles, "key-accounts", "192.0.2.1")
    assert actor.author(task_id=7) == Author(ann.id, None, 7, "192.0.2.1")


@pytest.mark.requirement("H1")
@pytest.mark.parametrize(("login", "password"), [("ann", "wrong"), ("ann", ""), ("nobody", PASSWORD), ("sofia", "")])
def test_anything_else_is_refused_the_same_way(session: Session, ann: User, login: str, password: str) -> None:
    with pytest.raises(SignInRefused, match="Login or password is wrong"):
        people.authenticate(session, login, password)


@pytest.mark.requirement("H1")
def test_an_inactive_user_cannot_sign_in_nor_act(session: Session, ann: User, by: Author) -> None:
    actor = people.authenticate(session, "ann", PASSWORD)
    token = tokens.issue(session, actor)
    people.update_user(session, ann.id, {"active": False}, by)
    with pytest.raises(SignInRefused):
        people.authenticate(session, "ann", PASSWORD)
    assert people.load_actor(session, ann.id) is None
    assert tokens.actor_of(session, token) is None


@pytest.mark.requirement("H1")
def test_after_five_failures_from_one_address_that_pair_has_to_wait(session: Session, ann: User) -> None:
    def attempt(password: str, address: str = "192.0.2.1") -> Actor:
        return people.authenticate(session, "ann", password, address)

    for _ in range(5):
        with pytest.raises(SignInRefused):
            attempt("wrong")
    with pytest.raises(SignInThrottled) as throttled:
        attempt(PASSWORD)
    assert clock.now() < throttled.value.until <= clock.now() + timedelta(minutes=15)
    assert attempt(PASSWORD, "192.0.2.2").login == "ann"
    with clock.moved(timedelta(minutes=16)):
        assert attempt(PASSWORD).login == "ann"


@pytest.mark.requirement("H1")
def test_success_clears_the_count_and_many_addresses_cannot_guess_one_login(session: Session, ann: User) -> None:
    for _ in range(4):
        with pytest.raises(SignInRefused):
            people.authenticate(session, "ann", "wrong", "192.0.2.1")
    people.authenticate(session, "ann", PASSWORD, "192.0.2.1")
    for number in range(30):
        with pytest.raises(SignInRefused):
            people.authenticate(session, "ann", "wrong", f"198.51.100.{number}")
    with pytest.raises(SignInThrottled):
        people.authenticate(session, "ann", PASSWORD, "203.0.113.1")


def test_only_hashes_are_kept(session: Session, ann: User) -> None:
    assert ann.password_hash
    assert ann.password_hash.startswith("$argon2id$")
    token = tokens.issue(session, people.authenticate(session, "ann", PASSWORD))
    [kept] = session.scalars(select(ApiToken))
    assert token not in (kept.digest, kept.label)
    history = session.scalars(select(RecordChange).where(RecordChange.record_type == "user"))
    assert "argon2" not in str([(row.old, row.new) for row in history])


@pytest.mark.requirement("H1")
def test_a_token_speaks_for_its_user_until_it_expires_or_is_revoked(session: Session, ann: User) -> None:
    actor = people.authenticate(session, "ann", PASSWORD)
    token, other = tokens.issue(session, actor), tokens.issue(session, actor)
    found = tokens.actor_of(session, token, "192.0.2.9")
    assert found is not None
    assert (found.login, found.roles, found.address) == ("ann", actor.roles, "192.0.2.9")
    assert tokens.actor_of(session, token + "x") is None
    tokens.revoke(session, token, actor.author())
    assert tokens.actor_of(session, token) is None
    assert tokens.actor_of(session, other) is not None
    with clock.moved(tokens.LIFETIME):
        assert tokens.actor_of(session, other) is None


def test_a_token_is_checked_in_one_query(session: Session, ann: User) -> None:
    token = tokens.issue(session, people.authenticate(session, "ann", PASSWORD))
    statements: list[str] = []
    listen = lambda *arguments: statements.append(arguments[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", listen)
    tokens.actor_of(session, token)
    event.remove(session.get_bind(), "before_cursor_execute", listen)
    assert len(statements) == 1


def test_a_new_password_ends_the_old_one_and_all_tokens(session: Session, ann: User, by: Author) -> None:
    token = tokens.issue(session, people.authenticate(session, "ann", PASSWORD))
    people.update_user(session, ann.id, {"password": "battery staple"}, by)
    assert tokens.actor_of(session, token) is None
    with pytest.raises(SignInRefused):
        people.authenticate(session, "ann", PASSWORD)
    assert people.authenticate(session, "ann", "battery staple").login == "ann"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"login": "sofia"}, {"login"}),
        ({"login": "SOFIA"}, {"login"}),
        ({"login": "a b"}, {"login"}),
        ({"login": ""}, {"login"}),
        ({"roles": ["king"]}, {"roles"}),
        ({"password": "short"}, {"password"}),
        ({"email": "x", "division": "moon", "name": ""}, {"email", "division", "name"}),
        ({"login": "a b", "roles": ["king"], "password": "x", "email": "x"}, {"login", "roles", "password", "email"}),
    ],
)
def test_a_user_with_wrong_fields_is_refused(
    session: Session, crew: Crew, values: dict[str, Any], wrong: set[str]
) -> None:
    given: dict[str, Any] = {"login": "bob", "name": "Bob", "roles": ["crm_sales"], "password": "long enough"} | values
    with pytest.raises(Invalid) as invalid:
        people.create_user(session, **given)
    assert set(invalid.value.errors) == wrong
    assert people.id_of(session, "bob") is None


@pytest.mark.requirement("H1", "H2")
def test_roles_and_fields_change_with_history(session: Session, ann: User, by: Author) -> None:
    people.update_user(session, ann.id, {"name": "Ann Q. Lee", "roles": ["admin"]}, by, 1)
    shown = people.user(session, ann.id)
    assert (shown["name"], shown["roles"], shown["login"]) == ("Ann Q. Lee", ["admin"], "ann")
    rows = session.scalars(select(RecordChange).where(RecordChange.record_id == ann.id, RecordChange.field == "roles"))
    assert [(row.old, row.new) for row in rows] == [(["crm_manager", "crm_sales"], ["admin"])]
    with pytest.raises(Stale):
        people.update_user(session, ann.id, {"name": "Late"}, by, 1)
    with pytest.raises(Invalid):
        people.update_user(session, ann.id, {"login": "anna"}, by)
    with pytest.raises(NotFound):
        people.user(session, 4711)


def test_users_come_by_name(session: Session, crew: Crew) -> None:
    assert [user["name"] for user in people.users(session)] == ["Ada", "Dario", "Milo", "Simon", "Sofia"]
    assert people.users(session, active=False) == []
    assert people.id_of(session, "Sofia ") == crew["sofia"].id
