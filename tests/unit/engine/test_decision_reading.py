"""Decision tables are read from DMN, each entry that cannot be understood with its place."""

import pytest

from engine.errors import ModelRefused
from engine.reading.decisions import DecisionModel, read_decision_model
from engine.reading.files import read_file
from engine.reading.model import Model
from tests import bpmn
from tests.bpmn_forms import process, through
from tests.decision_tables import table

REBATE = table(
    "rebate",
    ("amount", "country"),
    ("discount",),
    (("> 1000", '"DE", "AT"'), ("10",)),
    (("-", "-"), ("0",)),
    policy="FIRST",
)


def refusal(source: str) -> tuple[str, str | None]:
    with pytest.raises(ModelRefused) as caught:
        read_decision_model(source)
    problem = caught.value.problems[0]
    assert problem.line
    return problem.rule, problem.element


def test_a_table_is_read_and_decides() -> None:
    found = read_decision_model(REBATE)
    assert (found.key, found.name, found.outputs, found.inputs) == (
        "rebate",
        "Rebate",
        ("discount",),
        {"amount", "country"},
    )
    assert found.decision.decide({"amount": 2000, "country": "AT"}).value == 10
    assert found.decision.decide({"amount": 10, "country": "AT"}).value == 0


def test_files_are_told_apart_by_what_they_are() -> None:
    assert isinstance(read_file(REBATE), DecisionModel)
    assert isinstance(read_file(process(through(("work", bpmn.user("work"))))), Model)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (REBATE.replace("&gt; 1000", "__import__('os')"), "expression"),
        (REBATE.replace("<text>10</text>", "<text>open('x')</text>"), "expression"),
        (REBATE.replace("<text>amount</text>", "<text>amount of it</text>"), "expression"),
        (REBATE.replace('name="discount"', 'name="the discount"'), "decision-table"),
        (REBATE.replace('hitPolicy="FIRST"', 'hitPolicy="LUCKY"'), "decision-table"),
        (REBATE.replace('hitPolicy="FIRST"', 'hitPolicy="COLLECT" aggregation="SUM"'), "decision-table"),
        (REBATE.replace("<inputEntry><text>-</text></inputEntry>", "", 1), "decision-table"),
        (REBATE.replace("<decision ", '<decision id="b"/><decision '), "one-decision"),
        (REBATE.replace("decisionTable", "literalExpression"), "decision-table"),
        ("<html/>", "not-dmn"),
    ],
)
def test_a_table_that_cannot_be_decided_is_refused(source: str, rule: str) -> None:
    assert refusal(source)[0] == rule


def test_a_wrong_entry_is_told_with_its_rule_and_column() -> None:
    wrong = REBATE.replace("<text>10</text>", "<text>open('x')</text>").replace("&gt; 1000", "__import__('os')")
    with pytest.raises(ModelRefused) as caught:
        read_decision_model(wrong.replace("<text>amount</text>", "<text>amount of</text>"))
    places = [problem.message.partition(":")[0] for problem in caught.value.problems]
    assert places == ["The input “amount of”", "Rule 1, “amount of”", "Rule 1, “discount”"]
