import pytest

from crm import people
from tasks.work import Baton
from tests.integration.commands.conftest import Run


@pytest.mark.requirement("H1")
def test_a_user_that_was_added_may_sign_in(run: Run, baton: Baton) -> None:
    ended = run(
        *("user", "add", "vera", "--name", "Vera Stern", "--role", "crm_sales", "--role", "crm_manager"),
        *("--password-stdin", "--json"),
        typed="long enough\n",
    )
    assert ended.code == 0, ended.err
    assert ended.data["roles"] == ["crm_manager", "crm_sales"]
    with baton.sessions.begin() as session:
        assert people.authenticate(session, "vera", "long enough", "127.0.0.1").login == "vera"


@pytest.mark.parametrize(
    ("login", "typed", "about"),
    [("sales", "long enough\n", "login"), ("vera", "", "password"), ("vera", "x\n", "password")],
)
def test_a_user_that_cannot_be_added_is_refused_in_one_line(run: Run, login: str, typed: str, about: str) -> None:
    ended = run("user", "add", login, "--name", "N", "--role", "crm_sales", "--password-stdin", typed=typed)
    assert ended.code == 1
    assert about in ended.err.lower()
    assert ended.err.count("\n") == 1


def test_a_refusal_names_each_field_once(run: Run) -> None:
    ended = run(*("user", "add", "a b", "--name", "N", "--role", "admin", "--password-stdin", "--json"), typed="x\n")
    assert ended.code == 1
    for field, messages in ended.data["errors"].items():
        assert ended.err.count(messages[0]) == 1, field


def test_without_a_terminal_it_is_said_where_a_password_can_come_from(run: Run) -> None:
    ended = run("user", "add", "vera", "--name", "Vera", "--role", "crm_sales")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "--password-stdin" in ended.err


def test_an_unknown_role_is_wrong_usage(run: Run) -> None:
    assert run("user", "add", "vera", "--name", "V", "--role", "king", "--password-stdin").code == 2
