"""Expressions and durations in plain words, where they are simple enough; otherwise as they are written."""

import ast
import re
from collections.abc import Mapping

from engine import times
from engine.errors import ExpressionRefused
from engine.expressions import source as sources
from engine.expressions import syntax

COMPARISONS = {
    ast.Eq: "is",
    ast.NotEq: "is not",
    ast.Lt: "is less than",
    ast.LtE: "is at most",
    ast.Gt: "is more than",
    ast.GtE: "is at least",
    ast.In: "is one of",
    ast.NotIn: "is none of",
}
UNITS = (("W", "week"), ("D", "day"), ("H", "hour"), ("M", "minute"), ("S", "second"))
CONSTANTS = {None: "empty", True: "yes", False: "no"}
NAMES = {
    "lead": "the lead",
    "opportunity": "the opportunity",
    "actor": "who acts",
    "actor_roles": "the roles of who acts",
    **{name: CONSTANTS[constant] for name, constant in syntax.CONSTANTS.items()},
}


def condition(source: str, names: Mapping[str, str] | None = None) -> str:
    """Return a condition in words; `names` gives what codes are called, such as those of results."""
    tree = _tree(source)
    return _shown(tree, names or {}) if tree is not None else source.strip()


def value(source: str, names: Mapping[str, str] | None = None) -> str:
    """Return a literal text, an expression, or a text with expressions in it, in words."""
    try:
        pieces = sources.split(source)
    except ExpressionRefused:
        return f"“{source}”"
    if len(pieces) == 1 and pieces[0][0]:
        return condition(source, names)
    return f"“{''.join(f'[{condition(text, names)}]' if code else text for code, text in pieces)}”"


def moment(source: str) -> str:
    """Return when something is due, or how long is waited, in words."""
    return condition(source) if "${" in source else duration(source)


def words(name: str) -> str:
    """Return the name of a variable or attribute as people would say it."""
    return name.replace("_", " ")


def duration(source: str) -> str:
    """Return an ISO 8601 duration in words, any other text as it is."""
    try:
        times.period(source)
    except ValueError:
        return source
    date, _, time = source.strip().upper().removeprefix("P").partition("T")
    parts = [*_counts(date, (("Y", "year"), ("M", "month"), *UNITS[:2])), *_counts(time, UNITS[2:])]
    return " and ".join(parts) or "no time"


def _counts(text: str, units: tuple[tuple[str, str], ...]) -> list[str]:
    words = dict(units)
    found = re.findall(r"([\d.]+)([A-Z])", text)
    return [f"{number} {words[unit]}{'' if number == '1' else 's'}" for number, unit in found if unit in words]


def _tree(source: str) -> ast.expr | None:
    try:
        return syntax.parse(source, sources.translate(sources.unwrap(source)))
    except ExpressionRefused:
        return None


def _shown(node: ast.expr, names: Mapping[str, str]) -> str:
    """Return an expression in words; each kind of node has its own, all others stay as they are written."""
    if isinstance(node, ast.BoolOp):
        word = " and " if isinstance(node.op, ast.And) else " or "
        return word.join(_shown(part, names) for part in node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        return f"not ({_shown(node.operand, names)})"
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        left, right = _shown(node.left, names), _shown(node.comparators[0], names)
        return f"{left} {COMPARISONS[type(node.ops[0])]} {right}"
    if isinstance(node, ast.Attribute):
        return f"the {words(node.attr)} of {_shown(node.value, names)}"
    return _plain(node, names)


def _plain(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return NAMES.get(node.id, words(node.id))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return f"“{names.get(node.value, node.value)}”"
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool)):
        return CONSTANTS[node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _called(node.func.id, node.args, names) or ast.unparse(node)
    if isinstance(node, ast.List | ast.Tuple):
        return ", ".join(_shown(element, names) for element in node.elts)
    return ast.unparse(node)


def _called(function: str, values: list[ast.expr], names: Mapping[str, str]) -> str | None:
    if function == "now":
        return "now"
    if function != "plus":
        return None
    start, step = _shown(values[0], names), values[1]
    long = (
        duration(step.value) if isinstance(step, ast.Constant) and isinstance(step.value, str) else _shown(step, names)
    )
    return f"in {long}" if start == "now" else f"{long} after {start}"
