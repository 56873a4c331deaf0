"""Every scenario beside a shipped process, played through the real engine, operations and records."""

from pathlib import Path
from typing import Any

import pytest

import processes
from tasks.dry_run import Trial
from tasks.dry_run.scenarios import ENDING, Scenario, play_all, read
from tasks.work import Baton
from tests.desk import Desk

FILES = sorted(Path(processes.__path__[0]).rglob(f"*{ENDING}"))


def scenarios() -> list[Any]:
    return [
        pytest.param(path.name.removesuffix(ENDING), scenario, id=scenario.name)
        for path in FILES
        for scenario in read(path)
    ]


@pytest.mark.requirement(
    "A1", "B1", "B8", "B10", "B11", "B12", "B13", "B14", "B15", "B16", "D1", "D2", "D3", "D4", "D5", "F10"
)
@pytest.mark.parametrize(("process", "scenario"), scenarios())
def test_a_scenario_plays_to_its_end(baton: Baton, process: str, scenario: Scenario) -> None:
    with Desk(baton, "designer").work() as work:
        [played] = play_all(work, Trial(process), [scenario])
    assert played.failure is None


def test_every_shipped_process_has_scenarios() -> None:
    assert {path.parent.name for path in FILES} == {
        path.name for path in Path(processes.__path__[0]).iterdir() if path.is_dir()
    }
