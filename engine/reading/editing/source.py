"""The text of a model as a tree that may be changed, and as text again; comments and order stay."""

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from engine.errors import ModelRefused, NameUnfit, Problem
from engine.reading.encoding import decode
from engine.reading.model import Flow
from engine.reading.namespaces import BPMN, CAMUNDA, bpmn
from engine.reading.xml import read_tree

# Where the parts of a node may stand: documentation, extensions, incoming, outgoing, then everything else.
ORDER = tuple(map(bpmn, ("documentation", "extensionElements", "incoming", "outgoing")))
# Characters that XML cannot hold, however they are written.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def require_writable(name: str) -> None:
    """Refuse a name that cannot stand in a model.

    Raises:
        NameUnfit: it cannot.
    """
    if UNWRITABLE.search(name):
        raise NameUnfit(name)


def parse(source: str) -> etree._Element:
    """Return the tree of a model, checked to be safe.

    Raises:
        ModelRefused: it is not.
    """
    text = decode(source)
    read_tree(text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    return etree.fromstring(text.encode(), parser)


def text_of(root: etree._Element) -> str:
    """Return a tree as the text of a file."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=[prefix for prefix in root.nsmap if prefix])
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True).decode()


def element_of(root: etree._Element, flow: Flow) -> etree._Element:
    """Return the element of a flow."""
    return next(element for element in root.iter(bpmn("sequenceFlow")) if element.get("id") == flow.id)


def within(parent: etree._Element, tag: str) -> etree._Element:
    """Return the child of a tag, which is made where it belongs if there is none."""
    found = parent.find(tag)
    if found is not None:
        return found
    child = etree.Element(tag, nsmap={"camunda": CAMUNDA} if CAMUNDA in tag else {"bpmn": BPMN})
    parent.insert(_place(parent, tag), child)
    return child


def note_flow(node: etree._Element, direction: str, flow: str) -> None:
    """Have a node say that a flow comes in or goes out."""
    said = etree.Element(bpmn(direction), nsmap={"bpmn": BPMN})
    said.text = flow
    place = _place(node, said.tag)
    said.tail = node[place - 1].tail if 0 < place == len(node) else node[place].tail if len(node) > place else node.text
    if place == len(node) > 0:
        node[place - 1].tail = node.text
    node.insert(place, said)


def forget_flows(process: etree._Element, flows: Iterable[str]) -> None:
    """Have no node say any more that one of these flows comes in or goes out."""
    gone = set(flows)
    for said in list(process.iter(bpmn("incoming"), bpmn("outgoing"))):
        if (said.text or "").strip() in gone:
            remove(said)


def remove(element: etree._Element) -> None:
    """Take an element out, the blanks before the next one included."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.getnext() is None and before is not None:
        before.tail = element.tail
    parent.remove(element)


def refusal(element: str, rule: str, message: str) -> ModelRefused:
    """Return the refusal of an edit, for the place where it cannot be done."""
    return ModelRefused([Problem(element, None, rule, message)])


def _place(parent: etree._Element, tag: str) -> int:
    if tag not in ORDER:
        return len(parent)
    before: Sequence[str] = ORDER[: ORDER.index(tag) + 1]
    return sum(1 for item in parent if item.tag in before)
