"""What is in the language: a white list of Python's syntax tree, and bounds on its size."""

import ast
import re
import warnings
from collections.abc import Iterator
from threading import Lock

from engine.errors import ExpressionRefused
from engine.expressions.functions import FUNCTIONS
from engine.expressions.operators import LARGEST

MOST_NODES = 300
# Filters of warnings belong to the whole process.
_one_at_a_time = Lock()
DEEPEST = 60
LONGEST_SCRIPT = 20_000
TERNARY = re.compile(r"\?.*:", re.DOTALL)
CONSTANTS = {"null": None, "true": True, "false": False}
ALLOWED = (
    *(ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Slice, ast.Call, ast.IfExp),
    *(ast.List, ast.Tuple, ast.Dict, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.Invert, ast.USub, ast.UAdd),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot),
)
ADVICE: dict[type[ast.AST], str] = {
    ast.Pow: "powers are not in the language",
    ast.Lambda: "functions cannot be defined",
    ast.JoinedStr: "f-strings are not in the language: join texts with +",
    ast.ListComp: "comprehensions are not in the language",
    ast.GeneratorExp: "comprehensions are not in the language",
    ast.NamedExpr: "“:=” is not in the language",
    ast.Starred: "“*” before a value is not in the language",
}


def parse(source: str, text: str) -> ast.expr:
    """Return the checked syntax tree of a translated expression; `source` is what errors show.

    Raises:
        ExpressionRefused: it is outside of the language.
    """
    if "\0" in text:
        raise ExpressionRefused(source, "it holds a character that has no place in it")
    tree = _parsed(source, f"({text}\n)", "eval")
    assert isinstance(tree, ast.Expression)
    check(source, tree.body)
    return tree.body


def statements(source: str) -> Iterator[ast.stmt]:
    """Yield the statements of a script.

    Raises:
        ExpressionRefused: it cannot be read.
    """
    if len(source) > LONGEST_SCRIPT or "\0" in source:
        raise ExpressionRefused(source[:40] + "…", f"it is longer than {LONGEST_SCRIPT} characters")
    tree = _parsed(source, source, "exec")
    assert isinstance(tree, ast.Module)
    yield from tree.body


def check(source: str, tree: ast.expr) -> None:
    """Refuse a tree that holds anything outside of the language, or too much of it."""
    level: list[ast.AST] = [tree]
    count = depth = 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_NODES or depth > DEEPEST:
            raise ExpressionRefused(source, "it is too long or too deep: split it")
        for node in level:
            _check_node(source, node)
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _check_node(source: str, node: ast.AST) -> None:
    if not isinstance(node, ALLOWED):
        raise ExpressionRefused(source, ADVICE.get(type(node), f"{type(node).__name__} is not in the language"))
    if isinstance(node, ast.Name) and node.id.startswith("_"):
        raise ExpressionRefused(source, f"the name “{node.id}” begins with an underscore")
    if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
        raise ExpressionRefused(source, f"the attribute “{node.attr}” begins with an underscore")
    if isinstance(node, ast.Constant):
        _check_constant(source, node.value)
    if isinstance(node, ast.Call):
        _check_call(source, node)
    if isinstance(node, ast.Dict) and None in node.keys:
        raise ExpressionRefused(source, "“**” is not in the language")
    if isinstance(node, ast.Slice) and node.step is not None:
        raise ExpressionRefused(source, "a slice has no step in the language")


def _check_constant(source: str, value: object) -> None:
    if not (value is None or isinstance(value, str | int | float)):
        raise ExpressionRefused(source, f"{value!r} is no value of the language")
    if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        raise ExpressionRefused(source, "a number in it is too large")


def _check_call(source: str, node: ast.Call) -> None:
    if not isinstance(node.func, ast.Name):
        raise ExpressionRefused(source, "only functions of the language can be called, as in lower(name)")
    function = FUNCTIONS.get(node.func.id)
    if function is None:
        raise ExpressionRefused(source, f"there is no function “{node.func.id}”")
    if node.keywords:
        raise ExpressionRefused(source, f"the values for {node.func.id} are given without names")
    if not function.takes(len(node.args)):
        raise ExpressionRefused(source, f"{node.func.id} is called as {function.usage}")


def _parsed(source: str, text: str, mode: str) -> ast.AST:
    try:
        with _one_at_a_time, warnings.catch_warnings():
            # Python warns of odd literals such as `1in x` and "\d"; they are somebody's text here, not our code.
            warnings.simplefilter("ignore")
            return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionRefused(source, _advice(text, error)) from None


def _advice(text: str, error: Exception) -> str:
    if isinstance(error, SyntaxError) and TERNARY.search(text):
        return "write “a if condition else b” instead of “condition ? a : b”"
    return f"it cannot be read ({error.msg})" if isinstance(error, SyntaxError) else "it cannot be read"
