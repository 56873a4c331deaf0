"""How two texts of a process differ: steps added, removed and renamed, what they say, where the flow goes."""

from collections.abc import Iterator

from lxml import etree

from engine.comparison.change import Change, fact_changes
from engine.comparison.forms import order_changed
from engine.comparison.layout import moved
from engine.comparison.steps import kind_of, process_facts, step_facts
from engine.comparison.ways import ways
from engine.reading.forms import read_user_task
from engine.reading.model import NODE_TAGS, Model, Node
from engine.reading.namespaces import local

COMPARED_APART = frozenset({"incoming", "outgoing", "sequenceFlow", *NODE_TAGS})


def process_changes(before: Model, after: Model) -> list[Change]:
    """Return all differences; what only moved on the drawing comes last, in one line."""
    return [
        *_of_the_whole(before, after),
        *(change for node in after.nodes.values() for change in _of_step(before, after, node)),
        *(_removed(node) for node in before.nodes.values() if node.id not in after.nodes),
        *moved(before, after),
    ]


def _of_the_whole(before: Model, after: Model) -> Iterator[Change]:
    if before.name != after.name:
        text = f"The process “{before.name}” is now called “{after.name}”."
        yield Change("renamed", None, text, before.name, after.name)
    yield from fact_changes(None, "The process", process_facts(before), process_facts(after))


def _of_step(before: Model, after: Model, node: Node) -> Iterator[Change]:
    known = before.nodes.get(node.id)
    if known is None:
        yield Change("added", node.id, f"{kind_of(node)} “{node.label}” is new.", None, node.label)
        return
    if known.label != node.label:
        text = f"{kind_of(node)} “{known.label}” is now called “{node.label}”."
        yield Change("renamed", node.id, text, known.label, node.label)
    differences = list(_differences(before, after, known, node))
    yield from differences
    if not differences and known.label == node.label and _detail(known.xml) != _detail(node.xml):
        text = f"“{node.label}” differs in a detail of its text that has no words here."
        yield Change("changed", node.id, text)


def _differences(before: Model, after: Model, known: Node, node: Node) -> Iterator[Change]:
    label = f"“{node.label}”"
    yield from fact_changes(node.id, label, step_facts(known, before), step_facts(node, after))
    yield from fact_changes(node.id, label, ways(known, before, before, after), ways(node, after, before, after))
    if node.tag == known.tag == "userTask" and order_changed(read_user_task(known, ""), read_user_task(node, "")):
        yield Change("changed", node.id, f"{label}: the fields of the form stand in another order.")


def _removed(node: Node) -> Change:
    return Change("removed", node.id, f"{kind_of(node)} “{node.label}” is gone.", node.label, None)


def _detail(element: etree._Element) -> str:
    """Return all that an element says but its name and what is compared by itself: flows, and steps within it."""
    said = {name: value for name, value in element.attrib.items() if name not in ("name", "default")}
    parts = [f"{element.tag} {sorted(said.items())} {' '.join((element.text or '').split())}"]
    inner = (child for child in element.iterchildren("{*}*") if local(child) not in COMPARED_APART)
    return "\n".join([*parts, *map(_detail, inner)])
