import stat
from pathlib import Path

import pytest

from db.errors import SettingRefused
from db.settings import read


def test_defaults_are_for_a_first_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read({})
    assert settings.data_dir == tmp_path / "var"
    assert settings.database_url is None
    assert settings.base_url == "http://127.0.0.1:8000"
    assert not settings.in_production


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = read({"BATON_DATA_DIR": str(tmp_path)})
    again = read({"BATON_DATA_DIR": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_that_is_given_is_not_written_down(tmp_path: Path) -> None:
    settings = read({"BATON_DATA_DIR": str(tmp_path), "BATON_SECRET_KEY": "given"})
    assert settings.secret_key == "given"
    assert list(tmp_path.iterdir()) == []


def test_production_asks_for_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="BATON_SECRET_KEY"):
        read({"BATON_DATA_DIR": str(tmp_path), "BATON_ENV": "production"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BATON_ENV", "staging"),
        ("BATON_LOG_LEVEL", "loud"),
        ("BATON_DATABASE_URL", "mysql://localhost/baton"),
        ("BATON_DATA_DIR", "/proc/nowhere"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        read({"BATON_DATA_DIR": str(tmp_path)} | {name: value})
