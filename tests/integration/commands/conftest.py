"""The command line as people meet it: arguments in; output, one line of error and the exit code out."""

from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import URL

import webui.commands
from db.connection import conninfo


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return orjson.loads(self.out)


Run = Callable[..., Ended]


@pytest.fixture
def run(baton_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `baton` on the test's own database."""
    monkeypatch.setenv("BATON_DATABASE_URL", conninfo(baton_url))
    monkeypatch.setenv("BATON_DATA_DIR", str(tmp_path / "var"))

    def command(*arguments: object, typed: str = "") -> Ended:
        file = tmp_path / "typed"
        file.write_text(typed)
        with file.open("rb") as raw, TextIOWrapper(raw) as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            capsys.readouterr()
            try:
                webui.commands.main([str(argument) for argument in arguments])
                code = 0
            except SystemExit as ended:
                code = int(ended.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return command
