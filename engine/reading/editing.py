"""Small changes to the text of a model that leave everything else as its author wrote it."""

from lxml import etree

from engine.errors import ModelRefused, Problem
from engine.reading.encoding import decode
from engine.reading.namespaces import BPMN, CAMUNDA, bpmn, camunda
from engine.reading.xml import read_tree

REFERENCES = ("bpmnElement", "processRef")
# Where extensionElements may stand: right behind the documentation, before everything else.
BEFORE_EXTENSIONS = bpmn("documentation")


def rename(source: str, key: str, name: str, new_key: str) -> str:
    """Return a model whose process `key` has another id and name; what refers to it follows."""
    root = _parse(source)
    for element in root.iter(bpmn("process")):
        if element.get("id") == key:
            element.set("id", new_key)
            element.set("name", name)
    for element in root.iter("{*}*"):
        for attribute in REFERENCES:
            if element.get(attribute) == key:
                element.set(attribute, new_key)
    return _text(root)


def set_disabled(source: str, element_id: str, disabled: bool) -> str:
    """Return a model in which a call activity is disabled, or is not any more.

    Raises:
        ModelRefused: there is no such call activity.
    """
    root = _parse(source)
    found = next((node for node in root.iter(bpmn("callActivity")) if node.get("id") == element_id), None)
    if found is None:
        message = f"There is no call activity “{element_id}”: only called sub-processes can be disabled."
        raise ModelRefused([Problem(element_id, 1, "stage-place", message)])
    holder = _within(_within(found, bpmn("extensionElements")), camunda("properties"))
    for item in list(holder):
        if item.get("name") == "disabled":
            holder.remove(item)
    if disabled:
        etree.SubElement(holder, camunda("property"), {"name": "disabled", "value": "true"})
    return _text(root)


def _within(parent: etree._Element, tag: str) -> etree._Element:
    """Return the child of a tag, which is made if there is none."""
    found = parent.find(tag)
    if found is not None:
        return found
    child = etree.Element(tag, nsmap={"camunda": CAMUNDA} if CAMUNDA in tag else {"bpmn": BPMN})
    position = (
        sum(1 for item in parent if item.tag == BEFORE_EXTENSIONS) if tag == bpmn("extensionElements") else len(parent)
    )
    parent.insert(position, child)
    return child


def _parse(source: str) -> etree._Element:
    text = decode(source)
    read_tree(text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    return etree.fromstring(text.encode(), parser)


def _text(root: etree._Element) -> str:
    etree.cleanup_namespaces(root, keep_ns_prefixes=[prefix for prefix in root.nsmap if prefix])
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True).decode()
