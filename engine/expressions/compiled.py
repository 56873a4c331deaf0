"""Compiled expressions, templates and scripts; each source is compiled once."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from engine.data import NotData, as_data
from engine.errors import ExpressionFailed, ExpressionRefused
from engine.expressions import source as sources
from engine.expressions import syntax
from engine.expressions.closures import Closure, build
from engine.expressions.functions import FUNCTIONS, as_text
from engine.expressions.operators import sized

KEPT = 8192
FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


class Scope(Protocol):
    """Where names are looked up; a dictionary will do."""

    def __getitem__(self, name: str) -> Any:
        """Return the value of a name, or raise KeyError."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression, the names it uses, and what it takes of them: (`lead`, `owner`)."""

    source: str
    names: frozenset[str]
    attributes: frozenset[tuple[str, str]]
    closure: Closure

    def evaluate(self, scope: Scope | Mapping[str, Any]) -> Any:
        """Return the value in a scope.

        Raises:
            ExpressionFailed: it cannot be evaluated with what the scope holds.
        """
        try:
            return self.closure(scope)
        except FAILURES as error:
            raise ExpressionFailed(self.source, _reason(error)) from None


@dataclass(frozen=True, slots=True)
class Template:
    """A literal text, an expression, or a text with expressions in it."""

    pieces: tuple[str | Expression, ...]
    names: frozenset[str]
    attributes: frozenset[tuple[str, str]]

    def evaluate(self, scope: Scope | Mapping[str, Any]) -> Any:
        """Return the value: the text, the expression's value, or the text with all values put in.

        Raises:
            ExpressionFailed: an expression in it cannot be evaluated.
        """
        if len(self.pieces) == 1:
            only = self.pieces[0]
            return only if isinstance(only, str) else only.evaluate(scope)
        return sized("".join(piece if isinstance(piece, str) else _put_in(piece, scope) for piece in self.pieces))


@dataclass(frozen=True, slots=True)
class Script:
    """Assignments, in order."""

    source: str
    names: frozenset[str]
    assignments: tuple[tuple[str, Expression], ...]

    @property
    def attributes(self) -> frozenset[tuple[str, str]]:
        """What its expressions take of the names that they use."""
        return _joined(expression for _, expression in self.assignments)

    def execute(self, scope: Scope | Mapping[str, Any], data: dict[str, Any]) -> None:
        """Evaluate the assignments one after the other, each in a scope that shows what was put into `data` before.

        Raises:
            ExpressionFailed: one of them cannot be evaluated, or gives what cannot be kept as data.
        """
        for name, expression in self.assignments:
            try:
                data[name] = as_data(expression.evaluate(scope))
            except NotData as error:
                raise ExpressionFailed(expression.source, str(error)) from None


@lru_cache(KEPT)
def compile_expression(source: str) -> Expression:
    """Compile an expression, bare or written `${…}`.

    Raises:
        ExpressionRefused: it is outside of the language.
    """
    text = sources.unwrap(source)
    tree = syntax.parse(source, sources.translate(text))
    return Expression(source, _names(tree), _attributes(tree), build(tree))


@lru_cache(KEPT)
def compile_template(source: str) -> Template:
    """Compile a text in which expressions may stand as `${…}`.

    Raises:
        ExpressionRefused: an expression in it is outside of the language.
    """
    pieces = tuple(compile_expression(text) if is_code else text for is_code, text in sources.split(source))
    expressions = [piece for piece in pieces if isinstance(piece, Expression)]
    used = frozenset[str]().union(*(expression.names for expression in expressions))
    return Template(pieces or ("",), used, _joined(expressions))


@lru_cache(KEPT)
def compile_script(source: str) -> Script:
    """Compile a script: one `name = expression` a line.

    Raises:
        ExpressionRefused: it holds anything else, or an expression outside of the language.
    """
    text = sources.translate(source.strip()) if source.strip() else ""
    assignments = []
    for statement in syntax.statements(_dedented(text)):
        if isinstance(statement, ast.Pass):
            continue
        name = _target(source, statement)
        assert isinstance(statement, ast.Assign)
        syntax.check(source, statement.value)
        assignments.append((name, _expression(statement.value)))
    used: set[str] = set()
    known: set[str] = set()
    for name, expression in assignments:
        used |= expression.names - known
        known.add(name)
    return Script(source, frozenset(used), tuple(assignments))


def names_used(source: str) -> frozenset[str]:
    """Return the names that an expression looks up.

    Raises:
        ExpressionRefused: it is outside of the language.
    """
    return compile_expression(source).names


def _target(source: str, statement: ast.stmt) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    if not isinstance(target, ast.Name):
        raise ExpressionRefused(source, f"line {statement.lineno} is not of the form “name = expression”")
    if target.id.startswith("_") or target.id in syntax.CONSTANTS or target.id in FUNCTIONS:
        raise ExpressionRefused(source, f"“{target.id}” cannot be the name of a variable")
    return target.id


def _names(tree: ast.AST) -> frozenset[str]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
    return frozenset(found) - syntax.CONSTANTS.keys()


def _attributes(tree: ast.AST) -> frozenset[tuple[str, str]]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return frozenset((node.value.id, node.attr) for node in found if isinstance(node.value, ast.Name))


def _joined(expressions: Iterable[Expression]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for expression in expressions for pair in expression.attributes)


def _expression(tree: ast.expr) -> Expression:
    return Expression(ast.unparse(tree), _names(tree), _attributes(tree), build(tree))


def _dedented(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


def _put_in(expression: Expression, scope: Scope | Mapping[str, Any]) -> str:
    try:
        return as_text(expression.evaluate(scope))
    except TypeError as error:
        raise ExpressionFailed(expression.source, str(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, ZeroDivisionError):
        return "it divides by zero"
    if isinstance(error, RecursionError):
        return "it is too deep"
    return str(error.args[0]) if error.args else type(error).__name__
