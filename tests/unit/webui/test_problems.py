"""The table of problems: every error of every layer has its place, and says enough to act on."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import MethodNotAllowed, NotFound

from crm.errors import CrmError, Invalid, SignInThrottled, Stale, StateForbids
from db import clock
from engine.errors import EngineError, ModelRefused, Problem
from tasks.errors import TaskAlreadyCompleted, TaskError
from webui.errors import NotSignedIn, RequestError
from webui.problems import KINDS, internal, problem_of

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def descendants(root: type[Exception]) -> set[type[Exception]]:
    return {root}.union(*(descendants(child) for child in root.__subclasses__())) - {root}


@pytest.mark.parametrize("root", [CrmError, TaskError, EngineError, RequestError])
def test_every_error_of_every_layer_has_a_kind(root: type[Exception]) -> None:
    homeless = {error.__name__ for error in descendants(root) if not any(c in KINDS for c in error.__mro__)}
    assert homeless == set()


def test_every_type_is_told_by_one_title_and_status_only() -> None:
    told: dict[str, set[tuple[int, str]]] = {}
    for kind in KINDS.values():
        told.setdefault(kind.code, set()).add((int(kind.status), kind.title))
    assert {code: meanings for code, meanings in told.items() if len(meanings) > 1} == {}


@pytest.mark.parametrize(
    ("error", "status", "facts"),
    [
        (Invalid({"name": ["This field is required."]}), 422, {"errors": {"name": ["This field is required."]}}),
        (Stale("lead", 7, 3), 412, {"revision": 3}),
        (StateForbids("Qualify", "handoff", ["assign"]), 409, {"state": "handoff", "possible": ["assign"]}),
        (TaskAlreadyCompleted("sales", "Sofia Keller", AT), 409, {"completed_by": "sales", "completed_at": AT}),
        (
            ModelRefused([Problem("a", 3, "unknown-operation", "There is none.")]),
            422,
            {"problems": [{"element": "a", "line": 3, "rule": "unknown-operation", "message": "There is none."}]},
        ),
        (NotFound(), 404, {}),
    ],
)
def test_a_problem_carries_the_facts(error: Exception, status: int, facts: dict[str, Any]) -> None:
    problem = problem_of(error)
    assert problem is not None
    assert (problem.status, dict(problem.facts)) == (status, facts)
    assert problem.members().keys() == {"type", "title", "status", "detail", *facts}
    assert problem.detail


def test_who_has_not_signed_in_is_told_how() -> None:
    problem = problem_of(NotSignedIn("This call needs a token."))
    assert problem is not None
    assert problem.headers["WWW-Authenticate"].startswith("Bearer")
    assert "/api/v1/tokens" in problem.detail


def test_who_has_to_wait_is_told_how_long() -> None:
    with clock.moved(AT - clock.now()):
        problem = problem_of(SignInThrottled(AT.replace(minute=2)))
    assert problem is not None
    assert problem.status == 429
    assert 119 <= int(problem.headers["Retry-After"]) <= 121


def test_methods_that_are_allowed_are_named() -> None:
    problem = problem_of(MethodNotAllowed(["GET", "POST"]))
    assert problem is not None
    assert "GET" in problem.headers["Allow"]


@pytest.mark.parametrize(("error", "status"), [(IntegrityError, 409), (DataError, 422), (OperationalError, 503)])
def test_what_the_database_refuses_is_told_without_its_words(error: Any, status: int) -> None:
    problem = problem_of(error("SELECT secret", {}, Exception("secret")))
    assert problem is not None
    assert problem.status == status
    assert "secret" not in problem.detail


def test_what_nobody_foresaw_has_no_kind_and_is_told_by_an_id_alone() -> None:
    assert problem_of(RuntimeError("secret")) is None
    assert internal("4711").members()["incident"] == "4711"
