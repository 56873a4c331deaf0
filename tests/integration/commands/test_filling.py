import pytest
from sqlalchemy import func, select

from crm.models import Lead
from tasks.work import Baton
from tests.integration.commands.conftest import Run


def test_init_may_be_repeated(run: Run) -> None:
    assert run("init", "--json").data == {"published": []}


def test_demo_data_are_loaded_once(run: Run, baton: Baton) -> None:
    first, second = run("demo", "--json").data, run("demo", "--json").data
    assert first["leads"] > 0
    assert second["leads"] == 0
    with baton.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Lead)) == first["leads"]


def test_demo_data_are_refused_in_production(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_ENV", "production")
    monkeypatch.setenv("BATON_SECRET_KEY", "a secret of a real installation")
    ended = run("demo")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
