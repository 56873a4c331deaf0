"""Decision tables (DMN), read by SpiffWorkflow and evaluated in the safe language.

Input entries are FEEL's simple unary tests: `-`, `"a", "b"`, `< 5`, `[1..10]`, `not("a")`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.dmn.specs.model import DecisionTable

from engine.data import as_data
from engine.errors import ExpressionFailed, ExpressionRefused
from engine.expressions import Expression, compile_expression
from engine.expressions.compiled import Scope

INPUT = "input_value"
INTERVAL = re.compile(r"([\[\]\(])\s*(.+?)\s*\.\.\s*(.+?)\s*([\[\]\)])", re.DOTALL)
OPERATOR = re.compile(r"<=|>=|<|>|!=|==?")
LISTS = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")
POLICIES = ("UNIQUE", "FIRST", "ANY", *LISTS[:2])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table decided: one value where it has one output, else an object; lists where several rules may apply."""

    outputs: Mapping[str, Any]
    value: Any


@dataclass(frozen=True, slots=True)
class _Rule:
    number: int
    tests: tuple[tuple[Expression, Expression], ...]
    outputs: tuple[tuple[str, Expression], ...]


class Decision:
    """A decision table, ready to decide.

    Raises:
        ExpressionRefused: an entry is outside of the language, or the hit policy is not known.
    """

    def __init__(self, table: DecisionTable) -> None:
        self.policy: str = table.hit_policy
        if self.policy not in POLICIES:
            raise ExpressionRefused(self.policy, f"the hit policy is none of {', '.join(POLICIES)}")
        self.names = tuple(output.name or output.label for output in table.outputs)
        self._rules = tuple(_rule(rule) for rule in table.rules)

    def decide(self, scope: Scope) -> Outcome:
        """Return what the rules say in a scope.

        Raises:
            ExpressionFailed: an entry cannot be evaluated, or rules that exclude each other apply together.
        """
        found = [rule for rule in self._rules if _applies(rule, scope)]
        rows = [_outputs(rule, scope) for rule in (found[:1] if self.policy == "FIRST" else found)]
        if self.policy in LISTS:
            lists = {name: [row[name] for row in rows] for name in self.names}
            return Outcome(lists, next(iter(lists.values())) if len(self.names) == 1 else rows)
        distinct = [row for index, row in enumerate(rows) if index == 0 or row != rows[0]]
        if len(distinct) > 1 or (self.policy == "UNIQUE" and len(rows) > 1):
            numbers = " and ".join(str(rule.number) for rule in found[:2])
            raise ExpressionFailed("decision table", f"rules {numbers} apply together")
        row = rows[0] if rows else dict.fromkeys(self.names)
        return Outcome(row, row[self.names[0]] if len(self.names) == 1 else row)


def _rule(rule: Any) -> _Rule:
    tests = []
    for entry in rule.inputEntries:
        test = unary_test(next((text for text in entry.lhs if text is not None), ""))
        if test is not None:
            tests.append((compile_expression(entry.input.expression or entry.input.label), compile_expression(test)))
    outputs = [
        (entry.output.name or entry.output.label, compile_expression(entry.text.strip() or "null"))
        for entry in rule.outputEntries
    ]
    return _Rule(rule.row_number, tuple(tests), tuple(outputs))


def _applies(rule: _Rule, scope: Scope) -> bool:
    return all(test.evaluate(_WithInput(value.evaluate(scope), scope)) for value, test in rule.tests)


def _outputs(rule: _Rule, scope: Scope) -> dict[str, Any]:
    return {name: as_data(expression.evaluate(scope)) for name, expression in rule.outputs}


class _WithInput:
    """A scope with the value of the input in it."""

    __slots__ = ("scope", "value")

    def __init__(self, value: Any, scope: Scope) -> None:
        self.value, self.scope = value, scope

    def __getitem__(self, name: str) -> Any:
        return self.value if name == INPUT else self.scope[name]


def unary_test(source: str) -> str | None:
    """Return a unary test as an expression over the input's value; None for one that always holds.

    Raises:
        ExpressionRefused: it cannot be read.
    """
    text = source.strip()
    if text in ("", "-"):
        return None
    if text.startswith("not(") and text.endswith(")"):
        return f"not ({unary_test(text[4:-1]) or 'true'})"
    if "?" in re.sub(r"'[^']*'|\"[^\"]*\"", "", text):
        return _outside_strings(text, "?", INPUT)
    return " or ".join(f"({_single(part.strip())})" for part in _parts(text))


def _single(text: str) -> str:
    interval = INTERVAL.fullmatch(text)
    if interval:
        low, high = ("<=" if interval[1] == "[" else "<"), ("<=" if interval[4] == "]" else "<")
        return f"{interval[2]} {low} {INPUT} {high} {interval[3]}"
    operator = OPERATOR.match(text)
    if operator:
        sign = "==" if operator.group() == "=" else operator.group()
        return f"{INPUT} {sign} ({text[operator.end() :]})"
    return f"{INPUT} == ({text})"


def _parts(text: str) -> list[str]:
    """Split at commas that stand neither in a string nor in brackets."""
    parts, depth, quote, start = [], 0, "", 0
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
        elif ".." not in text:
            depth += (char in "([{") - (char in ")]}")
    return [*parts, text[start:]]


def _outside_strings(text: str, old: str, new: str) -> str:
    pieces = re.split(r"('[^']*'|\"[^\"]*\")", text)
    return "".join(piece if index % 2 else piece.replace(old, new) for index, piece in enumerate(pieces))
