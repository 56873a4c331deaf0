"""XML in a form in which two texts that say the same are equal: order of children, prefixes and blanks do not count."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
# A waypoint is always a point; some tools say so.
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"


def facts(xml: str | bytes) -> Counter[str]:
    """Return every element, attribute and text of a model, each with the place where it stands, and how often."""
    root = etree.fromstring(xml.encode() if isinstance(xml, str) else xml, etree.XMLParser(remove_comments=True))
    return Counter(_facts(root, ""))


def _facts(element: etree._Element, place: str) -> Iterator[str]:
    here = f"{place}/{_named(element)}"
    yield here
    for name, value in element.attrib.items():
        if (element.tag, name) == (WAYPOINT, XSI_TYPE):
            continue
        yield f"{here} @{name} = {_value(element, str(name), str(value))}"
    text = " ".join((element.text or "").split())
    if text:
        yield f"{here} text = {_value(element, '', text)}"
    for child in element.iterchildren(tag=etree.Element):
        yield from _facts(child, here)


def _named(element: etree._Element) -> str:
    """An element is told from its siblings by its id; what a diagram draws by what it stands for."""
    name = element.get("id") or element.get("bpmnElement") or ""
    return f"{element.tag}[{name}]" if name else str(element.tag)


def _value(element: etree._Element, name: str, value: str) -> str:
    prefix, colon, rest = value.partition(":")
    if name == XSI_TYPE or (colon and prefix in element.nsmap and " " not in value):
        namespace = element.nsmap.get(prefix if colon else None)
        return f"{{{namespace}}}{rest if colon else value}"
    return _number(" ".join(value.split()))


def _number(value: str) -> str:
    try:
        return repr(float(value)) if value[:1] in "-0123456789." else value
    except ValueError:
        return value
