"""The rules that the designer applies while somebody draws are those of the server: never stricter, by the same names."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.checks.examination import rule_names
from processes import __path__ as library
from tests.bpmn_forms import problems
from tests.unit.engine.test_rules import AROUND, CASES

SCRIPT = Path(__file__).parents[2] / "lint.mjs"
# Rules of the designer that must speak up at once, without waiting for the server.
INSTANT = {
    "boundary-host", "complex-gateway", "compensation", "condition-elsewhere", "condition-empty", "condition-missing",
    "duplicate-field", "error-interrupts", "event-gateway", "field-choices", "field-name", "field-results",
    "flow-direction", "link-event", "message-name", "multiple-event", "no-end-event", "no-start-event", "no-way-to-end",
    "operation-missing", "result-field", "signal-event", "stage-place", "stage-twice", "stage-without-way-out",
    "two-flows-leave", "unreachable",
}  # fmt: skip

Findings = dict[str, list[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def models() -> dict[str, str]:
    """Every model that breaks a rule, every one like it that keeps it, and those that are shipped."""
    broken = {f"{rule}, broken": case[0] for rule, case in CASES.items()}
    kept = {f"{rule}, kept": case[1] for rule, case in CASES.items()}
    shipped = {path.stem: path.read_text() for path in Path(library[0]).rglob("*.bpmn")}
    return broken | kept | shipped


@pytest.fixture(scope="module")
def linted(models: dict[str, str]) -> Findings:
    """What the designer says of each, in one run of Node."""
    # One that is installed, or the one that came with the Python packages.
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert node is not None
    run = subprocess.run([node, SCRIPT], input=json.dumps(models), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return {name: [tuple(item) for item in items] for name, items in json.loads(run.stdout).items()}


@pytest.mark.requirement("A10+")
def test_the_designer_never_says_what_the_server_does_not(models: dict[str, str], linted: Findings) -> None:
    for name in CASES:
        for state in ("broken", "kept"):
            model = f"{name}, {state}"
            known = {(problem.rule, problem.element) for problem in problems(models[model], AROUND)}
            assert {(rule, element) for rule, element, _ in linted[model]} <= known, model
    assert set().union(*({rule for rule, *_ in items} for items in linted.values())) <= set(rule_names())


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize("rule", sorted(INSTANT))
def test_what_can_be_seen_in_the_drawing_is_said_at_once(linted: Findings, rule: str) -> None:
    said = [message for name, _, message in linted[f"{rule}, broken"] if name == rule]
    assert said
    assert all(message.endswith(".") for message in said)


def test_the_shipped_models_break_no_rule(linted: Findings) -> None:
    shipped = {name: items for name, items in linted.items() if ", " not in name}
    assert shipped
    assert {name: items for name, items in shipped.items() if items} == {}
