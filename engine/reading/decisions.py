"""Reads a DMN file that holds one decision table, with a problem for every entry that cannot be understood."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element
from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule

from engine.decisions import Decision, unary_test
from engine.errors import ExpressionRefused, ModelRefused, Problem
from engine.expressions import compile_expression
from engine.reading.encoding import decode
from engine.reading.namespaces import DMN, line, local, namespace, text
from engine.reading.xml import read_tree

MAX_RULES = 500


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """A decision of the library; `inputs` are the names that its table looks up, `outputs` what it gives."""

    key: str
    name: str
    decision: Decision
    inputs: frozenset[str]
    outputs: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What decisions are called among the kinds of processes."""
        return "decision"


def read_decision_model(source: bytes | str) -> DecisionModel:
    """Read a DMN file.

    Raises:
        ModelRefused: it is unsafe, no DMN, holds no single decision table, or entries outside of the language.
    """
    return decision_of(read_tree(decode(source)))


def decision_of(root: _Element) -> DecisionModel:
    """Read the decision of a tree that is safe to walk.

    Raises:
        ModelRefused: it is no DMN, holds no single decision table, or entries outside of the language.
    """
    element, table = _table(root)
    problems = list(_problems(table))
    if problems:
        raise ModelRefused(problems)
    key = element.get("id") or ""
    spiff = _spiff_table(table)
    try:
        decision = Decision(spiff)
    except ExpressionRefused as error:
        raise ModelRefused([_problem(table, "decision-table", f"{error}")]) from error
    names = frozenset[str]().union(*(compile_expression(_input_source(item)).names for item in _all(table, "input")))
    return DecisionModel(key, element.get("name") or key, decision, names, decision.names)


def _table(root: _Element) -> tuple[_Element, _Element]:
    if namespace(root) not in DMN:
        raise ModelRefused([_problem(root, "not-dmn", "The file is no DMN: export the decision as DMN 1.3.")])
    decisions = _all(root, "decision")
    if len(decisions) != 1 or not decisions[0].get("id"):
        what = f"The file holds {len(decisions)} decisions, it should hold one that has an id: split it."
        raise ModelRefused([_problem(root, "one-decision", what)])
    tables = _all(decisions[0], "decisionTable")
    if len(tables) != 1 or _all(decisions[0], "informationRequirement"):
        what = "The decision should be one table that asks for no other decision: rewrite it as one."
        raise ModelRefused([_problem(decisions[0], "decision-table", what)])
    return decisions[0], tables[0]


def _problems(table: _Element) -> Iterator[Problem]:
    if table.get("aggregation"):
        yield _problem(
            table, "decision-table", "Aggregations are not carried out: use the hit policy COLLECT without one."
        )
    if len(_all(table, "rule")) > MAX_RULES:
        yield _problem(table, "decision-table", f"The table has more than {MAX_RULES} rules: split it.")
    if not _all(table, "output") or not all(_output_name(item).isidentifier() for item in _all(table, "output")):
        yield _problem(table, "decision-table", "Each output needs a name that can be a variable: name them.")
    for item in _all(table, "input"):
        yield from _wrong(item, _input_source(item), f"The input “{_title(item)}”")
    for number, rule in enumerate(_all(table, "rule"), start=1):
        for column, entry in zip(_all(table, "input"), _all(rule, "inputEntry"), strict=False):
            yield from _wrong_test(entry, f"Rule {number}, “{_title(column)}”")
        for column, entry in zip(_all(table, "output"), _all(rule, "outputEntry"), strict=False):
            yield from _wrong(entry, _text(entry) or "null", f"Rule {number}, “{_title(column)}”")
        widths = (len(_all(rule, "inputEntry")), len(_all(rule, "outputEntry")))
        if widths != (len(_all(table, "input")), len(_all(table, "output"))):
            yield _problem(rule, "decision-table", "The rule has another number of entries than the table has columns.")


def _wrong_test(entry: _Element, place: str) -> Iterator[Problem]:
    try:
        test = unary_test(_text(entry))
    except ExpressionRefused as error:
        yield _problem(entry, "expression", f"{place}: {error}")
        return
    if test is not None:
        yield from _wrong(entry, test, place)


def _wrong(element: _Element, source: str, place: str) -> Iterator[Problem]:
    try:
        compile_expression(source)
    except ExpressionRefused as error:
        yield _problem(element, "expression", f"{place}: {error} Rewrite the entry.")


def _spiff_table(table: _Element) -> DecisionTable:
    policy = (table.get("hitPolicy") or "UNIQUE").upper()
    found = DecisionTable(table.get("id") or "table", "", policy)
    for item in _all(table, "input"):
        found.inputs.append(Input(item.get("id") or "", item.get("label") or "", "", _input_source(item), ""))
    for item in _all(table, "output"):
        found.outputs.append(Output(item.get("id") or "", item.get("label") or "", _output_name(item), ""))
    for number, element in enumerate(_all(table, "rule"), start=1):
        found.rules.append(_spiff_rule(found, element, number))
    return found


def _spiff_rule(table: DecisionTable, element: _Element, number: int) -> Rule:
    rule = Rule(element.get("id") or f"rule {number}")
    rule.row_number = number
    for column, entry in zip(table.inputs, _all(element, "inputEntry"), strict=True):
        test = InputEntry(entry.get("id") or "", column)
        test.lhs.append(_text(entry))
        rule.inputEntries.append(test)
    for column, entry in zip(table.outputs, _all(element, "outputEntry"), strict=True):
        output = OutputEntry(entry.get("id") or "", column)
        output.text = _text(entry)
        rule.outputEntries.append(output)
    return rule


def _all(element: _Element, name: str) -> list[_Element]:
    return [child for child in element.iterchildren("{*}*") if local(child) == name]


def _text(entry: _Element) -> str:
    return " ".join(text(item) for item in _all(entry, "text"))


def _input_source(item: _Element) -> str:
    expressions = _all(item, "inputExpression")
    return (_text(expressions[0]) if expressions else "") or item.get("label") or ""


def _title(column: _Element) -> str:
    return column.get("label") or column.get("name") or _input_source(column)


def _output_name(item: _Element) -> str:
    return item.get("name") or item.get("label") or ""


def _problem(element: _Element, rule: str, message: str) -> Problem:
    return Problem(element.get("id"), line(element), rule, message)
