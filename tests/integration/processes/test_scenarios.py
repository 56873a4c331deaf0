"""Every scenario beside a shipped process, played through the real engine, operations and records."""

import json
from pathlib import Path
from typing import Any

import pytest

import processes
from tasks.work import Baton
from tests.integration.processes.player import Player

FILES = sorted(Path(processes.__path__[0]).rglob("*.scenarios.json"))


def scenarios() -> list[Any]:
    return [
        pytest.param(
            told["process"], told["record"] | scenario.get("record", {}), scenario["steps"], id=scenario["name"]
        )
        for told in (json.loads(path.read_text()) for path in FILES)
        for scenario in told["scenarios"]
    ]


@pytest.mark.requirement("A1", "B1", "B8", "B10", "B11", "B12", "B13", "B14", "B15", "B16", "F10")
@pytest.mark.parametrize(("process", "record", "steps"), scenarios())
def test_a_scenario_plays_to_its_end(
    baton: Baton, process: str, record: dict[str, Any], steps: list[dict[str, Any]]
) -> None:
    player = Player(baton, process)
    player.begin(record)
    for step in steps:
        player.play(step)


def test_every_shipped_process_has_scenarios() -> None:
    assert {path.parent.name for path in FILES} == {
        path.name for path in Path(processes.__path__[0]).iterdir() if path.is_dir()
    }
