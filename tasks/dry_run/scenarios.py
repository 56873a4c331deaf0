"""Scenarios: written walks with what has to hold after each step, played in sandboxes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

import processes
from crm import people
from crm.models import Notification, User
from tasks.bulk import REFUSALS
from tasks.demo.people import USERS
from tasks.dry_run.expectations import Expectations
from tasks.dry_run.player import Player, Step
from tasks.dry_run.sandbox import Sandbox, sandbox
from tasks.dry_run.trial import WALKED, Trial, prepare
from tasks.errors import ScenarioFailed, ScenariosUnreadable
from tasks.work import Work

SHIPPED = Path(processes.__path__[0])
ENDING = ".scenarios.json"
SALES = "sales"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One written walk."""

    name: str
    record: Mapping[str, Any]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """How a scenario went: `failure` says at which step it failed, and why; None when all was as expected."""

    name: str
    steps: int
    failure: str | None


def file_of(key: str) -> Path | None:
    """Return the file of scenarios beside the shipped process of a key, None where there is none."""
    return next(SHIPPED.rglob(f"{key}{ENDING}"), None)


def read(path: Path) -> list[Scenario]:
    """Read a file of scenarios.

    Raises:
        tasks.errors.ScenariosUnreadable: it does not hold what processes/README.md asks for.
    """
    try:
        told = orjson.loads(path.read_bytes())
        return [_scenario(told, each) for each in told["scenarios"]]
    except (orjson.JSONDecodeError, TypeError, AttributeError) as error:
        raise ScenariosUnreadable(path, str(error)) from error
    except KeyError as error:
        raise ScenariosUnreadable(path, f"{error} is missing") from error


def _scenario(told: Mapping[str, Any], each: Mapping[str, Any]) -> Scenario:
    return Scenario(each["name"], {**told["record"], **each.get("record", {})}, tuple(each["steps"]))


def play_all(work: Work, trial: Trial, scenarios: Iterable[Scenario]) -> list[Played]:
    """Play scenarios with what is tried, each in a sandbox of its own.

    Raises: as `tasks.dry_run.trial.prepare`.
    """
    with sandbox(work) as outer:
        process = prepare(outer, trial)
        _add_cast(outer)
        key, record_type = process.key, WALKED[process.kind]
        return [_played(outer, key, record_type, scenario) for scenario in scenarios]


def _played(outer: Sandbox, process: str, record_type: str, scenario: Scenario) -> Played:
    with sandbox(outer.work()) as inner:
        player = Player(inner, process, login=SALES)
        try:
            player.begin(record_type, scenario.record)
            for number, step in enumerate(scenario.steps, 1):
                play(player, number, step)
        except REFUSALS as error:
            return Played(scenario.name, len(scenario.steps), str(error))
    return Played(scenario.name, len(scenario.steps), None)


def play(player: Player, number: int, step: Step) -> None:
    """Take one step and check what has to hold after it.

    Raises:
        tasks.errors.ScenarioFailed: something else came about.
    """
    expected = dict(step.get("expect", {}))
    wanted = expected.pop("refused", False)
    before = player.sandbox.session.scalar(select(Notification.id).order_by(Notification.id.desc()).limit(1)) or 0
    refusal = _refusal(player, step)
    if (refusal is not None) != wanted:
        raise ScenarioFailed(number, "refused", wanted, refusal or False)
    with player.at_work() as work:
        expectations = Expectations(player, work, number, before)
        for name, value in expected.items():
            expectations.check(name, value)


def _refusal(player: Player, step: Step) -> str | None:
    try:
        player.take(step)
    except REFUSALS as error:
        return str(error)
    return None


def _add_cast(outer: Sandbox) -> None:
    """Have the people who act in scenarios, where an installation has no such users."""
    present = set(outer.session.scalars(select(User.login)))
    for login, name, roles, division in USERS:
        if login not in present:
            email = f"{login}@baton.example"
            people.create_user(outer.session, login=login, name=name, roles=roles, email=email, division=division)
