"""A small picture of a model as SVG, from its own drawing: quick to make, and no script is needed to show it."""

import re
from collections.abc import Iterable

from lxml import etree

from engine.reading.coordinates import coordinate
from engine.reading.encoding import decode
from engine.reading.model import EVENT_TAGS, GATEWAY_TAGS
from engine.reading.namespaces import DC, DI, DMN, local, namespace
from engine.reading.xml import read_tree

SVG = "http://www.w3.org/2000/svg"
MARGIN = 20.0
INK, PAPER, LINE = "#5b6675", "#ffffff", "#9aa5b4"
FILLS, STROKES = ("background-color", "fill"), ("border-color", "stroke")
CELL, HEAD = (60.0, 18.0), "#e9eefb"
MOST_ROWS = 8
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+|rgb\([0-9, ]+\)")

Rectangle = tuple[float, float, float, float]


def picture(xml: str) -> str:
    """Return the picture of a process or a decision table.

    Raises:
        engine.errors.ModelRefused: the file is unsafe.
    """
    root = read_tree(decode(xml))
    return _table(root) if namespace(root) in DMN else _process(root)


def _process(root: etree._Element) -> str:
    tags = {element.get("id"): local(element) for element in root.iter("{*}*") if element.get("id")}
    edges = list(root.iter(f"{{{DI}}}BPMNEdge"))
    shapes = [(shape, bounds) for shape in root.iter(f"{{{DI}}}BPMNShape") if (bounds := _bounds(shape)) is not None]
    corners = [(x, y) for _, (x, y, _, _) in shapes] + [(x + w, y + h) for _, (x, y, w, h) in shapes]
    corners += [point for edge in edges for point in _points(edge)]
    picture = _picture(corners)
    for edge in edges:
        line = {"points": _text(_points(edge)), "fill": "none", "stroke": LINE, "stroke-width": "3"}
        etree.SubElement(picture, "polyline", line)
    for shape, bounds in shapes:
        _draw(
            picture,
            tags.get(shape.get("bpmnElement"), ""),
            bounds,
            _colour(shape, FILLS, PAPER),
            _colour(shape, STROKES, INK),
        )
    return etree.tostring(picture).decode()


def _draw(picture: etree._Element, tag: str, bounds: Rectangle, fill: str, stroke: str) -> None:
    x, y, width, height = bounds
    look = {"fill": fill, "stroke": stroke, "stroke-width": "6" if tag == "endEvent" else "4"}
    middle_x, middle_y = x + width / 2, y + height / 2
    if tag in EVENT_TAGS:
        circle = {"cx": f"{middle_x:g}", "cy": f"{middle_y:g}", "r": f"{width / 2:g}"}
        etree.SubElement(picture, "circle", circle | look)
    elif tag in GATEWAY_TAGS:
        corners = [(middle_x, y), (x + width, middle_y), (middle_x, y + height), (x, middle_y)]
        etree.SubElement(picture, "polygon", {"points": _text(corners)} | look)
    else:
        etree.SubElement(picture, "rect", _box(bounds) | {"rx": "10"} | look)


def _table(root: etree._Element) -> str:
    """Draw the grid of a decision table: a head, and a row for each rule as far as there is room."""
    columns = sum(1 for item in root.iter("{*}*") if local(item) in ("input", "output"))
    rows = min(MOST_ROWS, sum(1 for item in root.iter("{*}*") if local(item) == "rule")) + 1
    width, height = CELL
    picture = _picture([(0, 0), (columns * width, rows * height)])
    for row in range(rows):
        for column in range(columns):
            cell = _box((column * width, row * height, width, height))
            etree.SubElement(picture, "rect", cell | {"fill": PAPER if row else HEAD, "stroke": INK})
    return etree.tostring(picture).decode()


def _picture(corners: Iterable[tuple[float, float]]) -> etree._Element:
    points = list(corners) or [(0.0, 0.0), (100.0, 60.0)]
    left, top = min(x for x, _ in points) - MARGIN, min(y for _, y in points) - MARGIN
    right, bottom = max(x for x, _ in points) + MARGIN, max(y for _, y in points) + MARGIN
    box = f"{left:g} {top:g} {right - left:g} {bottom - top:g}"
    return etree.Element(f"{{{SVG}}}svg", viewBox=box, nsmap={None: SVG})  # type: ignore[dict-item]


def _bounds(shape: etree._Element) -> Rectangle | None:
    found = shape.find(f"{{{DC}}}Bounds")
    if found is None:
        return None
    x, y, width, height = (coordinate(found, name) for name in ("x", "y", "width", "height"))
    return x, y, width, height


def _box(bounds: Rectangle) -> dict[str, str]:
    return {name: f"{value:g}" for name, value in zip(("x", "y", "width", "height"), bounds, strict=True)}


def _text(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _points(edge: etree._Element) -> list[tuple[float, float]]:
    return [(coordinate(item, "x"), coordinate(item, "y")) for item in edge.iterchildren("{*}waypoint")]


def _colour(shape: etree._Element, names: tuple[str, ...], otherwise: str) -> str:
    """Return a colour that the drawing gives a shape, as one of two extensions of BPMN says it."""
    found = (value for name, value in shape.attrib.items() if etree.QName(name).localname in names)
    return next((str(value) for value in found if COLOUR.fullmatch(str(value))), otherwise)
