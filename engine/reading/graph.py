"""Reads the executable process of a BPMN file into a graph."""

from collections.abc import Iterator

from lxml import etree

from engine.errors import ModelRefused, Problem
from engine.reading.encoding import decode
from engine.reading.model import NODE_TAGS, SCOPE_TAGS, Flow, Model, Node
from engine.reading.namespaces import bpmn, line, local, nearest_id, text
from engine.reading.xml import read_tree, require_bpmn

# The engine walks some paths recursively; a process of more nodes could not be read by a person either.
MAX_NODES = 500


def read_model(source: bytes | str) -> Model:
    """Read a BPMN file that holds exactly one executable process.

    Raises:
        ModelRefused: the file is unsafe, no BPMN, or does not hold exactly one executable process of moderate size.
    """
    return model_of(read_tree(decode(source)))


def model_of(root: etree._Element) -> Model:
    """Read the one executable process of a tree that is safe to walk.

    Raises:
        ModelRefused: it is no BPMN, or does not hold exactly one executable process of moderate size.
    """
    require_bpmn(root)
    process = _executable(root)
    _refuse_large(process)
    key = process.get("id") or ""
    nodes: dict[str, Node] = {}
    for node in _nodes(process, key):
        # What takes an id for the second time is a problem of its own, and never part of itself.
        if node.id != key:
            nodes.setdefault(node.id, node)
    return Model(
        key=key,
        name=process.get("name") or key,
        line=line(process),
        xml=process,
        nodes=nodes,
        flows=tuple(_flows(process)),
        messages={m.get("id", ""): m.get("name", "") for m in root.iterchildren(bpmn("message"))},
    )


def _executable(root: etree._Element) -> etree._Element:
    processes = list(root.iterchildren(bpmn("process")))
    executable = [process for process in processes if process.get("isExecutable") == "true"]
    if not processes:
        raise _refusal(root, "executable-process", "The file holds no process: draw one, and mark it as executable.")
    if not executable:
        advice = 'mark the one to run as executable (isExecutable="true").'
        raise _refusal(processes[0], "executable-process", f"No process of the file is executable: {advice}")
    if len(executable) > 1:
        names = ", ".join(f"“{process.get('id', '')}”" for process in executable)
        advice = "put each into a file of its own."
        raise _refusal(
            executable[1], "executable-process", f"The file holds several executable processes ({names}): {advice}"
        )
    if not executable[0].get("id"):
        raise _refusal(executable[0], "process-id", "The process has no id: give it one, it is its key in the library.")
    return executable[0]


def _nodes(holder: etree._Element, scope: str) -> Iterator[Node]:
    for child in holder.iterchildren("{*}*"):
        tag = local(child)
        if child.tag != bpmn(tag) or tag not in NODE_TAGS:
            continue
        node_id = child.get("id", "")
        yield Node(node_id, tag, " ".join(child.get("name", "").split()), line(child), scope, child)
        if tag in SCOPE_TAGS:
            yield from _nodes(child, node_id)


def _flows(process: etree._Element) -> Iterator[Flow]:
    for flow in process.iter(bpmn("sequenceFlow")):
        condition = flow.find(bpmn("conditionExpression"))
        yield Flow(
            id=flow.get("id", ""),
            source=flow.get("sourceRef", ""),
            target=flow.get("targetRef", ""),
            name=" ".join(flow.get("name", "").split()),
            condition=None if condition is None else text(condition),
            line=line(flow),
        )


def _refuse_large(process: etree._Element) -> None:
    count = sum(1 for element in process.iter("{*}*") if local(element) in NODE_TAGS)
    if count > MAX_NODES:
        advice = "move parts of it into sub-processes of their own."
        raise _refusal(
            process, "model-too-large", f"The process has {count:,} nodes, {MAX_NODES} are allowed: {advice}"
        )


def _refusal(element: etree._Element, rule: str, message: str) -> ModelRefused:
    return ModelRefused([Problem(nearest_id(element), line(element), rule, message)])
