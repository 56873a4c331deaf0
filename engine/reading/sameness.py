"""Whether two texts of a model say the same: blanks, prefixes, comments and the order of attributes do not count."""

from typing import Any

from lxml import etree

from engine.reading.namespaces import bpmn, camunda
from engine.reading.xml import read_tree

HOLDERS = frozenset({bpmn("extensionElements"), camunda("properties"), camunda("inputOutput")})


def same(one: str, other: str) -> bool:
    """Say whether two texts, both read before, differ in nothing but how they are written."""
    return one == other or _content(read_tree(one)) == _content(read_tree(other))


def _content(element: etree._Element) -> tuple[Any, ...]:
    """Return what an element says; a holder that holds nothing says nothing."""
    children = [_content(child) for child in element.iterchildren(tag=etree.Element)]
    said = [child for child in children if child[0] not in HOLDERS or any(child[1:])]
    return element.tag, dict(element.attrib), (element.text or "").strip(), said
