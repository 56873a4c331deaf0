"""The XML namespaces of models, and short ways to ask for what is in them."""

from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
XINCLUDE = "http://www.w3.org/2001/XInclude"
DMN = (
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)


def bpmn(name: str) -> str:
    """Return the full tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def camunda(name: str) -> str:
    """Return the full name of a Camunda element or attribute."""
    return f"{{{CAMUNDA}}}{name}"


def spiff(name: str) -> str:
    """Return the full name of a SpiffWorkflow element or attribute."""
    return f"{{{SPIFF}}}{name}"


def local(element: etree._Element) -> str:
    """Return an element's tag without its namespace."""
    return str(etree.QName(element).localname)


def namespace(element: etree._Element) -> str:
    """Return the namespace of an element's tag, empty for none."""
    return etree.QName(element).namespace or ""


def line(element: etree._Element) -> int | None:
    """Return the line on which an element begins."""
    found: int | None = element.sourceline  # type: ignore[assignment]  # the stubs forget that it may be unknown
    return found


def nearest_id(element: etree._Element) -> str:
    """Return the id of an element or of the nearest one around it that has one; the outermost tag when none has."""
    within = element
    while not within.get("id"):
        outer = within.getparent()
        if outer is None:
            return local(within)
        within = outer
    return within.get("id") or ""


def text(element: etree._Element | None) -> str:
    """Return an element's text without the blanks around it; empty for no element."""
    return ((element.text or "") if element is not None else "").strip()


def extensions(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of an element's extensionElements that have a full name."""
    for holder in element.iterchildren(bpmn("extensionElements")):
        yield from holder.iterchildren(name)


def extension(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first extension of a full name, if there is one."""
    return next(extensions(element, name), None)


def properties(element: etree._Element) -> dict[str, str]:
    """Return the camunda:properties of an element; the last one wins where a name stands twice."""
    found = {}
    for holder in extensions(element, camunda("properties")):
        for item in holder.iterchildren(camunda("property")):
            name = item.get("name") or item.get("id") or ""
            found[name] = item.get("value") or ""
    return found


def flag(value: str | None) -> bool:
    """Read a yes/no property: true, yes and 1 mean yes."""
    return (value or "").strip().lower() in ("true", "yes", "1")
