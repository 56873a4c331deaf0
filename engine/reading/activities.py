"""Reads what automatic steps say: operations with their inputs and outputs, calls of other processes, decisions."""

from dataclasses import dataclass

from lxml import etree

from engine.reading.model import Node
from engine.reading.namespaces import bpmn, camunda, extension, extensions, line, spiff, text

OPERATION_TAGS = frozenset({"serviceTask", "sendTask", "businessRuleTask"})


@dataclass(frozen=True, slots=True)
class Mapping:
    """One value that is handed over: `target` gets what `source` says, as written."""

    target: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True)
class OperationCall:
    """The operation that a service task names, and what it passes to and fro."""

    name: str
    inputs: tuple[Mapping, ...]
    outputs: tuple[Mapping, ...]


@dataclass(frozen=True, slots=True)
class ProcessCall:
    """What a call activity hands to the called process and takes back.

    `all_in` and `all_out`: the whole of the data; with neither `ins` nor `all_in` in the model all of it goes in.
    """

    key: str
    ins: tuple[Mapping, ...]
    outs: tuple[Mapping, ...]
    all_in: bool
    all_out: bool


def read_operation(node: Node) -> OperationCall | None:
    """Return the operation that a task calls, None when it names none; a parameter left empty is not given."""
    topic = node.xml.get(camunda("topic"))
    if topic:
        return OperationCall(topic.strip(), _parameters(node, "inputParameter"), _parameters(node, "outputParameter"))
    operator = extension(node.xml, spiff("serviceTaskOperator"))
    if operator is not None and operator.get("id"):
        return OperationCall(
            operator.get("id") or "", _spiff_parameters(operator), _parameters(node, "outputParameter")
        )
    return None


def read_call(node: Node) -> ProcessCall:
    """Return what a call activity passes in and out."""
    ins, all_in = _variables(node, "in")
    outs, all_out = _variables(node, "out")
    return ProcessCall(node.called or "", ins, outs, all_in or not ins, all_out)


def read_decision(node: Node) -> tuple[str | None, str | None]:
    """Return the key of the decision that a business rule task asks, and the variable that takes the answer."""
    called = extension(node.xml, spiff("calledDecisionId"))
    reference = node.xml.get(camunda("decisionRef")) or (text(called) if called is not None else None)
    return reference or None, node.xml.get(camunda("resultVariable")) or None


def read_script(node: Node) -> str:
    """Return the lines of a script task, as written."""
    return text(node.xml.find(bpmn("script")))


def _parameters(node: Node, tag: str) -> tuple[Mapping, ...]:
    holders = extensions(node.xml, camunda("inputOutput"))
    found = [item for holder in holders for item in holder.iterchildren(camunda(tag))]
    return tuple(Mapping(item.get("name") or "", text(item), line(item)) for item in found if len(item) or text(item))


def _spiff_parameters(operator: etree._Element) -> tuple[Mapping, ...]:
    found = operator.iterchildren(spiff("parameters"))
    items = [item for holder in found for item in holder.iterchildren(spiff("parameter"))]
    return tuple(Mapping(item.get("id") or "", f"${{{item.get('value') or 'None'}}}", line(item)) for item in items)


def _variables(node: Node, tag: str) -> tuple[tuple[Mapping, ...], bool]:
    items = list(extensions(node.xml, camunda(tag)))
    every = any(item.get("variables") == "all" for item in items)
    named = [item for item in items if item.get("target")]
    return tuple(Mapping(item.get("target") or "", _source(item), line(item)) for item in named), every


def _source(item: etree._Element) -> str:
    return item.get("source") or item.get("sourceExpression") or ""
