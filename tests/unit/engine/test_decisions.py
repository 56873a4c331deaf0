"""Decision tables: FEEL's simple tests, and what each hit policy gives."""

from typing import Any

import pytest
from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule

from engine.decisions import Decision, unary_test
from engine.errors import ExpressionFailed, ExpressionRefused


def table(policy: str, inputs: list[str], outputs: list[str], *rules: tuple[str, ...]) -> DecisionTable:
    found = DecisionTable("t", "", policy)
    found.inputs += [Input("", "", "", source, "") for source in inputs]
    found.outputs += [Output("", "", name, "") for name in outputs]
    for number, cells in enumerate(rules, start=1):
        rule = Rule(f"r{number}")
        rule.row_number = number
        for column, text in zip(found.inputs, cells, strict=False):
            entry = InputEntry("", column)
            entry.lhs.append(text)
            rule.inputEntries.append(entry)
        for column, text in zip(found.outputs, cells[len(inputs) :], strict=True):
            output = OutputEntry("", column)
            output.text = text
            rule.outputEntries.append(output)
        found.rules.append(rule)
    return found


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        ("5", [5], [6]),
        ("= 5", [5], [6]),
        ('"a"', ["a"], ["b"]),
        ('"a", "b"', ["a", "b"], ["c"]),
        ('"a, b", "c"', ["a, b", "c"], ["a", "b"]),
        ("< 5", [4], [5, 6]),
        ("<= limit", [7], [8]),
        ("!= 5", [4], [5]),
        ("[1..3]", [1, 2, 3], [0, 4]),
        ("]1..3[", [2], [1, 3]),
        ("(1..limit)", [2, 6], [1, 7]),
        ("[1..2], 9", [1, 2, 9], [3]),
        ('not("a", "b")', ["c"], ["a", "b"]),
        ("not([1..3])", [4], [2]),
        ("-", [1, "x", None], []),
        ("", [1], []),
        ("null", [None], [1]),
        ("true", [True], [False]),
        ("? > 3 and ? < limit", [4, 6], [3, 7]),
        ("contains(?, '?')", ["what?"], ["what"]),
        ("in_list[0]", ["first"], ["second"]),
    ],
)
def test_unary_tests(test: str, yes: list[Any], no: list[Any]) -> None:
    decision = Decision(table("FIRST", ["value"], ["fits"], (test, "true"), ("-", "false")))
    for value, expected in [(v, True) for v in yes] + [(v, False) for v in no]:
        assert decision.decide({"value": value, "limit": 7, "in_list": ["first"]}).value is expected, value


def test_a_test_that_always_holds_is_none() -> None:
    assert (unary_test(" - "), unary_test("")) == (None, None)


ROWS = (("> 5", "'big'", "1"), ("> 2", "'medium'", "2"), ("-", "'any'", "3"))


def test_the_first_rule_that_applies() -> None:
    decision = Decision(table("FIRST", ["n"], ["size", "rank"], *ROWS))
    assert decision.decide({"n": 4}).value == {"size": "medium", "rank": 2}


def test_all_rules_that_apply() -> None:
    decision = Decision(table("COLLECT", ["n"], ["size", "rank"], *ROWS))
    outcome = decision.decide({"n": 4})
    assert outcome.value == [{"size": "medium", "rank": 2}, {"size": "any", "rank": 3}]
    assert outcome.outputs == {"size": ["medium", "any"], "rank": [2, 3]}
    single = Decision(table("RULE ORDER", ["n"], ["size"], *(row[:2] for row in ROWS)))
    assert single.decide({"n": 9}).value == ["big", "medium", "any"]


def test_one_output_is_the_value_itself() -> None:
    decision = Decision(table("UNIQUE", ["n"], ["size"], ("> 5", "'big'"), ("<= 5", "upper('small')")))
    assert decision.decide({"n": 4}).value == "SMALL"
    assert decision.decide({"n": 9}).outputs == {"size": "big"}


def test_no_rule_gives_nothing() -> None:
    decision = Decision(table("UNIQUE", ["n"], ["size"], ("> 5", "'big'")))
    assert decision.decide({"n": 1}).value is None
    assert Decision(table("UNIQUE", ["n"], ["a", "b"], ("> 5", "1", "2"))).decide({"n": 1}).value == {
        "a": None,
        "b": None,
    }


def test_rules_that_exclude_each_other_fail_when_they_apply_together() -> None:
    for policy, rows in (("UNIQUE", ROWS), ("ANY", ROWS)):
        with pytest.raises(ExpressionFailed, match="rules 2 and 3 apply together"):
            Decision(table(policy, ["n"], ["size", "rank"], *rows)).decide({"n": 4})
    same = Decision(table("ANY", ["n"], ["size"], ("> 5", "'big'"), ("> 7", "'big'")))
    assert same.decide({"n": 9}).value == "big"


def test_what_cannot_be_read_is_refused_at_once() -> None:
    with pytest.raises(ExpressionRefused):
        Decision(table("FIRST", ["n"], ["size"], ("open('x')", "1")))
    with pytest.raises(ExpressionRefused):
        Decision(table("FIRST", ["n"], ["size"], ("-", "__import__('os')")))
    with pytest.raises(ExpressionRefused, match="the hit policy is none of"):
        Decision(table("PRIORITY", ["n"], ["size"], ("-", "1")))
