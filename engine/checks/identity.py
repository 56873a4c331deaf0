"""Ids and names: every step has an id that no other element shares, and what people are to do has a name."""

from collections.abc import Iterator

from lxml import etree

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import NODE_TAGS, Model
from engine.reading.namespaces import BPMN, line, local, namespace

KINDS = frozenset({"lead-management", "opportunity", "sub-process"})


@rule("process-kind")
def check_kind(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The kind that a process says it is must be one there is."""
    if model.kind not in KINDS:
        yield None, f"The kind “{model.kind}” is unknown: set the process property “kind” to one of {_listed(KINDS)}."


@rule("missing-id")
def check_missing(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Every node has an id."""
    for element in _elements(model):
        if local(element) in NODE_TAGS and not element.get("id"):
            yield element, f"This {local(element)} (“{element.get('name', '')}”) has no id: give it one."


@rule("task-name")
def check_names(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A user task has a name."""
    for node in model.tagged("userTask"):
        if not node.name.strip():
            yield node, f"The user task “{node.id}” has no name, by which people find it in their inbox: name it."


@rule("duplicate-id")
def check_duplicates(model: Model, _: Surroundings) -> Iterator[Finding]:
    """No two elements of the process share an id."""
    seen: dict[str, int | None] = {}
    for element in _elements(model):
        name = element.get("id")
        if not name:
            continue
        if name in seen:
            yield (
                element,
                f"The id “{name}” stands on line {seen[name]} already: give this {local(element)} another one.",
            )
        seen.setdefault(name, line(element))


def _elements(model: Model) -> Iterator[etree._Element]:
    return (element for element in model.xml.iter("{*}*") if namespace(element) == BPMN)


def _listed(codes: frozenset[str]) -> str:
    return ", ".join(f"“{code}”" for code in sorted(codes))
