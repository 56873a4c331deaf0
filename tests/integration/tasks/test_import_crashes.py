"""A worker killed in the midst of an import: the next one goes on, and no lead is lost or doubled."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.models import Lead
from db.connection import conninfo
from tasks.imports import running
from tasks.models import Import
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.imported_files import begin, counts, finish, line, text_file

LINES = 60
PROGRAM = """
import os, signal, sys
from db.settings import Settings
from pathlib import Path
from tasks.bootstrap import build
from tasks.imports import running

baton = build(Settings(data_dir=Path(sys.argv[3]), secret_key="only for tests"), sys.argv[1])
running.PORTION = 10
write = running.write

def write_then_die(work, import_id, rules, ladder):
    done = write(work, import_id, rules, ladder)
    if work.session.get_one(running.Import, import_id).written >= 31:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

running.write = write_then_die
running.run(baton, int(sys.argv[2]))
"""


@pytest.mark.requirement("F2")
def test_a_killed_import_goes_on_without_losing_or_doubling(
    baton: Baton, marketeer: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = begin(marketeer, text_file(*map(line, range(LINES))))
    address = conninfo(baton.engine.url)
    arguments = [sys.executable, "-c", PROGRAM, address, str(import_id), str(tmp_path)]
    killed = subprocess.run(arguments, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    assert killed.returncode == -signal.SIGKILL
    with baton.sessions() as session:
        written = session.get_one(Import, import_id).written
        assert session.scalar(select(func.count()).select_from(Lead)) == written - 1 == 30
    monkeypatch.setattr(running, "PORTION", 10)
    outcome = finish(baton, import_id)
    assert (outcome["state"], counts(outcome)) == ("done", (LINES, 0, 0, 0))
    with baton.sessions() as session:
        emails = session.scalars(select(Lead.email)).all()
    assert len(emails) == len(set(emails)) == LINES
