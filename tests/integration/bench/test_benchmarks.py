"""The benchmarks run; what they measure on a busy machine means nothing."""

import json
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import report


def test_every_benchmark_runs_and_writes_its_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    command.main(["--quick"])
    written = {file.stem: json.loads(file.read_text()) for file in (tmp_path / "results").iterdir()}
    assert written.keys() == command.BENCHMARKS.keys()
    assert all(found["rows"] and found["quick"] for found in written.values())
    table = capsys.readouterr().out
    assert all(row["case"] in table for found in written.values() for row in found["rows"])
