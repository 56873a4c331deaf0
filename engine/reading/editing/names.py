"""Renames a process or a stage, and switches a stage off and on."""

import re

from lxml import etree

from engine.errors import UnknownElement
from engine.reading.editing.source import parse, refusal, remove, require_writable, text_of, within
from engine.reading.namespaces import BPMN, bpmn, camunda, local

REFERENCES = ("bpmnElement", "processRef", "dmnElementRef")
NAMED = ("process", "decision")


def rename(source: str, key: str, name: str, new_key: str) -> str:
    """Return a model whose process or decision `key` has another id and name; what refers to it follows.

    Raises:
        NameUnfit: the name cannot stand in a model.
    """
    require_writable(name)
    root = parse(source)
    for element in root.iter("{*}*"):
        if local(element) in NAMED and element.get("id") == key:
            element.set("id", new_key)
            element.set("name", name)
    for element in root.iter("{*}*"):
        for attribute in REFERENCES:
            if element.get(attribute) == key:
                element.set(attribute, new_key)
    return text_of(root)


def rename_stage(source: str, code: str, new_code: str) -> str:
    """Return the model of a sub-process that enters another stage than it did."""
    root = parse(source)
    for given in root.iter(camunda("inputParameter")):
        if given.get("name") == "stage":
            given.text = with_code(given.text or "", code, new_code) if "${" in (given.text or "") else given.text
            given.text = new_code if (given.text or "").strip() == code else given.text
    return text_of(root)


def with_code(text: str, code: str, new_code: str) -> str:
    """Return an expression or script that names another stage than it did."""
    return re.sub(rf"(['\"]){re.escape(code)}\1", lambda quoted: f"{quoted[1]}{new_code}{quoted[1]}", text)


def set_disabled(source: str, element_id: str, disabled: bool) -> str:
    """Return a model in which a call activity is disabled, or is not any more.

    Raises:
        UnknownElement: there is no such element.
        ModelRefused: it is no call activity.
    """
    root = parse(source)
    call = _call(root, element_id)
    extensions = within(call, bpmn("extensionElements"))
    holder = within(extensions, camunda("properties"))
    for item in list(holder):
        if item.get("name") == "disabled":
            remove(item)
    if disabled:
        etree.SubElement(holder, camunda("property"), {"name": "disabled", "value": "true"})
    for part in (holder, extensions):
        if not len(part):
            remove(part)
    return text_of(root)


def _call(root: etree._Element, element_id: str) -> etree._Element:
    found = next((node for node in root.iter(f"{{{BPMN}}}*") if node.get("id") == element_id), None)
    if found is None:
        raise UnknownElement(element_id)
    if found.tag != bpmn("callActivity"):
        name = found.get("name") or element_id
        raise refusal(element_id, "stage-place", f"“{name}” calls no sub-process: only what does can be disabled.")
    return found
