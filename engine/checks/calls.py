"""Calls of other processes: they are in the library, can be begun at once, and never come round to themselves."""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.checks.registry import Finding, rule
from engine.checks.suggestions import publish_first
from engine.checks.surroundings import Surroundings
from engine.reading.model import Model, Node
from engine.reading.namespaces import camunda, extensions


@rule("called-process")
def check_called(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """The called process is published, enabled, and begins without a message."""
    for node in model.tagged("callActivity"):
        problem = _wrong_call(node, surroundings)
        if problem and node.called != model.key:
            yield node, problem


@rule("call-recursion")
def check_recursion(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """A process does not call itself, directly or through others."""
    for node in model.tagged("callActivity"):
        if not node.disabled and model.key in _closure(node.called or "", surroundings.processes):
            yield node, f"“{node.label}” calls “{node.called}”, which leads back to this process: draw a loop instead."


@rule("call-mapping")
def check_mappings(model: Model, _: Surroundings) -> Iterator[Finding]:
    """What goes in and out of a call is named on both sides."""
    for node in model.tagged("callActivity"):
        for tag in ("in", "out"):
            items = list(extensions(node.xml, camunda(tag)))
            for item in items:
                problem = _wrong_mapping(item, tag, len(items))
                if problem:
                    yield item, f"“{node.label}”: {problem}"


def _wrong_call(node: Node, surroundings: Surroundings) -> str | None:
    if not node.called or "${" in node.called or "#{" in node.called:
        return f"“{node.label}” does not name the process to call: choose one of the library."
    if node.called in surroundings.disabled:
        return f"“{node.label}” calls “{node.called}”, which is disabled: enable it, or call another process."
    called = surroundings.processes.get(node.called)
    if called is None:
        advice = publish_first(node.called, surroundings.processes)
        return f"“{node.label}” calls “{node.called}”, which is not published in the library: {advice}"
    if not any(start.event == "none" for start in called.starts()):
        return f"“{node.label}” calls “{node.called}”, which begins by a message only: add a plain start event to it."
    return None


def _wrong_mapping(item: etree._Element, tag: str, count: int) -> str | None:
    if item.get("businessKey"):
        return None
    if item.get("variables") is not None:
        return _wrong_variables(item, tag, count)
    if not (item.get("source") or item.get("sourceExpression")):
        return f"an <{tag}> has no source: name a variable, or write an expression."
    if not (item.get("target") or "").isidentifier():
        return f"an <{tag}> has no target that can be a variable: name one."
    return None


def _wrong_variables(item: etree._Element, tag: str, count: int) -> str | None:
    if item.get("variables") != "all":
        return f"variables=“{item.get('variables')}” means nothing: write all, or name the variables."
    if tag == "out":
        return "everything is to come back: name the variables to take over, each with an <out> of its own."
    return "everything goes in already: remove the other <in> elements, or name each variable." if count > 1 else None


def _closure(key: str, processes: Mapping[str, Model]) -> set[str]:
    waiting, found = [key], set()
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.add(current)
        called = processes.get(current)
        if called is not None:
            waiting.extend(node.called for node in called.tagged("callActivity") if node.called)
    return found
