"""Alive, ready, and the figures."""

from sqlalchemy import URL, text

from tasks.bootstrap import build
from tasks.work import Baton
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login
from webui.app import create_app

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


def test_alive_needs_no_database(nobody: Caller, baton: Baton) -> None:
    baton.engine.dispose()
    assert nobody.client.get("/healthz").json == {"status": "alive"}
    assert baton.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_ready_when_database_and_migrations_are_in_order(nobody: Caller, baton: Baton) -> None:
    ready = nobody.client.get("/readyz")
    assert (ready.status_code, ready.json) == (200, {"status": "ready", "database": "ok", "migrations": "ok"})
    with baton.sessions.begin() as session:
        session.execute(text("DELETE FROM alembic_version"))
    behind = nobody.client.get("/readyz")
    assert (behind.status_code, behind.json["migrations"]) == (503, "behind")


def test_not_ready_without_a_database(baton_url: URL, baton: Baton) -> None:
    lost = build(baton.settings, baton_url.set(database="no_such_database"))
    answer = create_app(lost).test_client().get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (503, "away")


def test_the_figures_count_requests_tasks_and_instances(sales: Caller) -> None:
    sales.qualified()
    figures = sales.client.get("/metrics").text
    assert 'baton_process_instances{status="running"} 1.0' in figures
    assert 'baton_tasks_open{priority="medium"} 1.0' in figures
    assert 'baton_http_answers_total{method="POST",route="/api/v1/leads",status="201"}' in figures
    assert "baton_http_request_seconds_bucket" in figures


def test_the_figures_are_for_this_machine_or_an_administrators_token(nobody: Caller, login: Login) -> None:
    client = nobody.client
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=ELSEWHERE).status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 401
    for name, status in (("sales", 403), ("admin", 200)):
        headers = {"Authorization": f"Bearer {login(name).token}"}
        assert client.get("/metrics", environ_base=ELSEWHERE, headers=headers).status_code == status


def test_a_call_without_a_database_is_a_problem_that_says_to_come_back(baton_url: URL, baton: Baton) -> None:
    lost = build(baton.settings, baton_url.set(database="no_such_database"))
    client = create_app(lost).test_client()
    answer = client.get("/api/v1/leads", headers={"Authorization": "Bearer baton_any"})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
