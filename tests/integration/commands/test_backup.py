from pathlib import Path

import pytest
from sqlalchemy import text

from db import migrate
from db.occupancy import Occupancy
from tasks.work import Baton
from tests.integration.commands.conftest import Run


def logins(baton: Baton) -> set[str]:
    with baton.sessions() as session:
        return set(session.scalars(text("SELECT login FROM app_user")))


def add(run: Run, login: str) -> None:
    ended = run("user", "add", login, "--name", "N", "--role", "admin", "--password-stdin", typed="long enough\n")
    assert ended.code == 0, ended.err


def test_a_backup_brings_back_what_there_was(run: Run, baton: Baton, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    add(run, "before")
    assert run("backup", file, "--json").data["bytes"] == file.stat().st_size
    add(run, "after")
    with baton.engine.begin() as connection:
        connection.execute(text("CREATE TABLE stray (id int)"))
    baton.engine.dispose()
    assert run("restore", file).code == 0
    assert "before" in logins(baton)
    assert "after" not in logins(baton)
    assert migrate.is_current(baton.engine)
    with baton.engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('stray')")) is None
    # Counters go on where they were: a new row must not meet an old one.
    add(run, "later")


def test_a_file_that_is_no_backup_of_ours_leaves_everything_as_it_was(run: Run, baton: Baton, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Vera")
    before = logins(baton)
    ended = run("restore", file)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert logins(baton) == before


def test_a_damaged_backup_leaves_everything_as_it_was(run: Run, baton: Baton, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    run("backup", file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    before = logins(baton)
    assert run("restore", file).code == 1
    assert logins(baton) == before


@pytest.mark.parametrize("place", ["missing/kept.backup", "letter.txt/kept.backup"])
def test_a_backup_to_an_impossible_place_is_refused_in_one_line(run: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "letter.txt").write_text("Dear Vera")
    ended = run("backup", tmp_path / place)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert f"Cannot write {tmp_path / place}" in ended.err


def test_nothing_is_restored_while_somebody_works_on_the_database(run: Run, baton: Baton, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    assert run("backup", file).code == 0
    baton.engine.dispose()
    with Occupancy(baton.engine.url) as one, Occupancy(baton.engine.url):
        one.renew()
        ended = run("restore", file)
        assert (ended.code, ended.err.count("\n")) == (1, 1)
        assert "baton serve" in ended.err
    assert run("restore", file).code == 0
