"""Reads for what an activity is repeated: BPMN's own words, and Camunda's shorter ones."""

from dataclasses import dataclass

from engine.reading.model import Node
from engine.reading.namespaces import bpmn, camunda, text


@dataclass(frozen=True, slots=True)
class Repetition:
    """A multi-instance activity: `collection` names a list variable, `item` what each instance calls its own one."""

    sequential: bool
    cardinality: str | None
    collection: str | None
    item: str | None
    output: str | None
    output_item: str | None
    condition: str | None


def read_repetition(node: Node) -> Repetition | None:
    """Return how an activity is repeated; None when it is done once."""
    marker = node.xml.find(bpmn("multiInstanceLoopCharacteristics"))
    if marker is None:
        return None
    return Repetition(
        sequential=marker.get("isSequential") == "true",
        cardinality=text(marker.find(bpmn("loopCardinality"))) or None,
        collection=_bare(
            marker.get(camunda("collection")) or _reference(node, text(marker.find(bpmn("loopDataInputRef"))))
        ),
        item=marker.get(camunda("elementVariable")) or _item(node, "inputDataItem"),
        output=_reference(node, text(marker.find(bpmn("loopDataOutputRef")))),
        output_item=_item(node, "outputDataItem"),
        condition=text(marker.find(bpmn("completionCondition"))) or None,
    )


def _item(node: Node, tag: str) -> str | None:
    found = node.xml.find(f"{bpmn('multiInstanceLoopCharacteristics')}/{bpmn(tag)}")
    return None if found is None else found.get("name") or found.get("id")


def _reference(node: Node, name: str) -> str | None:
    """A reference is the id of a data input or output of the activity, which has the variable's name, or that name."""
    for tag in ("dataInput", "dataOutput"):
        for item in node.xml.iter(bpmn(tag)):
            if item.get("id") == name:
                return item.get("name") or name
    return name or None


def _bare(written: str | None) -> str | None:
    if written and written.startswith("${") and written.endswith("}"):
        return written[2:-1].strip()
    return written
