"""From a checked syntax tree to functions of a scope; nothing is ever handed to Python's own compiler."""

import ast
from collections.abc import Callable
from functools import singledispatch
from typing import Any

from engine.expressions.functions import FUNCTIONS
from engine.expressions.operators import BINARY, COMPARE, number, shown
from engine.expressions.syntax import CONSTANTS

Closure = Callable[[Any], Any]


@singledispatch
def build(node: ast.AST) -> Closure:
    """Return a function that evaluates a node in a scope, which gives names by `scope[name]`."""
    raise TypeError(type(node).__name__)


@build.register
def _constant(node: ast.Constant) -> Closure:
    value = node.value
    return lambda _: value


@build.register
def _name(node: ast.Name) -> Closure:
    name = node.id
    if name in CONSTANTS:
        value = CONSTANTS[name]
        return lambda _: value

    def look_up(scope: Any) -> Any:
        try:
            return scope[name]
        except KeyError:
            raise LookupError(f"there is no “{name}” here") from None

    return look_up


@build.register
def _attribute(node: ast.Attribute) -> Closure:
    value, key = build(node.value), node.attr

    def look_up(scope: Any) -> Any:
        found = value(scope)
        if not isinstance(found, dict):
            raise TypeError(f"“.{key}” is asked of {shown(found)}, which has no attributes")
        try:
            return found[key]
        except KeyError:
            raise LookupError(f"there is no attribute “{key}”") from None

    return look_up


@build.register
def _subscript(node: ast.Subscript) -> Closure:
    value = build(node.value)
    if isinstance(node.slice, ast.Slice):
        lower, upper = (
            build(part) if part else _constant(ast.Constant(None)) for part in (node.slice.lower, node.slice.upper)
        )
        return lambda scope: _indexable(value(scope))[lower(scope) : upper(scope)]
    index = build(node.slice)

    def look_up(scope: Any) -> Any:
        found, key = _indexable(value(scope)), index(scope)
        try:
            return found[key]
        except (KeyError, IndexError):
            raise LookupError(f"there is no item {shown(key)}") from None

    return look_up


def _indexable(value: Any) -> Any:
    if not isinstance(value, dict | list | tuple | str):
        raise TypeError(f"{shown(value)} has no items")
    return value


@build.register
def _call(node: ast.Call) -> Closure:
    assert isinstance(node.func, ast.Name)
    call, values = FUNCTIONS[node.func.id].call, [build(argument) for argument in node.args]
    if len(values) == 1:
        only = values[0]
        return lambda scope: call(only(scope))
    return lambda scope: call(*[value(scope) for value in values])


@build.register
def _if(node: ast.IfExp) -> Closure:
    test, then, otherwise = build(node.test), build(node.body), build(node.orelse)
    return lambda scope: then(scope) if test(scope) else otherwise(scope)


@build.register
def _list(node: ast.List) -> Closure:
    values = [build(element) for element in node.elts]
    return lambda scope: [value(scope) for value in values]


@build.register
def _tuple(node: ast.Tuple) -> Closure:
    values = [build(element) for element in node.elts]
    return lambda scope: [value(scope) for value in values]


@build.register
def _dict(node: ast.Dict) -> Closure:
    pairs = [(build(key), build(value)) for key, value in zip(node.keys, node.values, strict=True) if key is not None]
    return lambda scope: {key(scope): value(scope) for key, value in pairs}


@build.register
def _bool(node: ast.BoolOp) -> Closure:
    values = [build(value) for value in node.values]
    stop = isinstance(node.op, ast.Or)

    def decide(scope: Any) -> Any:
        result = None
        for value in values:
            result = value(scope)
            if bool(result) is stop:
                break
        return result

    return decide


@build.register
def _unary(node: ast.UnaryOp) -> Closure:
    value = build(node.operand)
    if isinstance(node.op, ast.Not | ast.Invert):
        return lambda scope: not value(scope)
    if isinstance(node.op, ast.USub):
        return lambda scope: -number(value(scope))
    return lambda scope: number(value(scope))


@build.register
def _binary(node: ast.BinOp) -> Closure:
    left, right, operation = build(node.left), build(node.right), BINARY[type(node.op)]
    return lambda scope: operation(left(scope), right(scope))


@build.register
def _compare(node: ast.Compare) -> Closure:
    left = build(node.left)
    rest = [(COMPARE[type(o)], build(value)) for o, value in zip(node.ops, node.comparators, strict=True)]
    if len(rest) == 1:
        operation, right = rest[0]
        return lambda scope: operation(left(scope), right(scope))

    def chain(scope: Any) -> Any:
        value = left(scope)
        for operation, right in rest:
            following = right(scope)
            if not operation(value, following):
                return False
            value = following
        return True

    return chain
