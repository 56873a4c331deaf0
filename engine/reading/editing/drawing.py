"""The drawing of a model while stages are added and removed: shapes copied, moved aside and erased, flows led anew."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from engine.reading.coordinates import coordinate
from engine.reading.editing.source import remove
from engine.reading.namespaces import DC, DI, local

GAP = 70.0
# How far a flow may reach beyond its step on the way to somewhere else and still count as part of the column.
REACH = 60.0
BOUNDS = f"{{{DC}}}Bounds"
LABEL = f"{{{DI}}}BPMNLabel"

Point = tuple[float, float]
Shift = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The horizontal middle."""
        return (self.left + self.right) / 2

    def meets(self, other: "Box") -> bool:
        """Say whether two rectangles overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not beside and self.top < other.bottom and other.top < self.bottom


class Drawing:
    """What is drawn of a process: shapes by the id of their node, edges by the id of their flow."""

    def __init__(self, root: etree._Element) -> None:
        self.plane = next(root.iter(f"{{{DI}}}BPMNPlane"), None)
        self.shapes = self._drawn("BPMNShape")
        self.edges = self._drawn("BPMNEdge")

    def box(self, node: str) -> Box | None:
        """Return where a node is drawn, None when it is not."""
        shape = self.shapes.get(node)
        bounds = shape.find(BOUNDS) if shape is not None else None
        if bounds is None:
            return None
        x, y, width, height = (coordinate(bounds, name) for name in ("x", "y", "width", "height"))
        return Box(x, y, x + width, y + height)

    def column(self, nodes: Iterable[str], flows: Iterable[str]) -> Box | None:
        """Return the space that nodes take, with the flows that leave them as far as they stay near."""
        boxes = [box for box in map(self.box, nodes) if box is not None]
        if not boxes:
            return None
        right = max(box.right for box in boxes)
        points = [x for flow in flows for x, _ in self.points(flow) if right < x <= right + REACH]
        return Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max([right, *points]),
            max(box.bottom for box in boxes),
        )

    def points(self, flow: str) -> list[Point]:
        """Return the points of a flow."""
        edge = self.edges.get(flow)
        return [_point(item) for item in _waypoints(edge)] if edge is not None else []

    def is_free(self, space: Box) -> bool:
        """Say whether no shape stands in a space."""
        return not any(box.meets(space) for box in map(self.box, self.shapes) if box is not None)

    def make_room(self, left: float, width: float, ends: Mapping[str, tuple[str, str]]) -> None:
        """Move everything right of `left` aside; `ends` names the nodes that each flow joins, to stay joined."""
        aside = {name for name in self.shapes if (box := self.box(name)) is not None and box.middle >= left}
        for name in aside:
            _move(self.shapes[name], lambda x: x + width)
        for flow, edge in self.edges.items():
            points = _waypoints(edge)
            if not points:
                continue
            before = [_point(item)[0] for item in (points[0], points[-1])]
            _move(edge, lambda x: x + width if x >= left else x)
            for node, end, x in zip(ends.get(flow, ()), (points[0], points[-1]), before, strict=False):
                end.set("x", _number(x + width if node in aside else x))

    def copy(self, names: Mapping[str, str], flows: Mapping[str, str], shift: Shift) -> list[etree._Element]:
        """Return copies of shapes and edges for other nodes and flows, moved; they are not drawn yet."""
        pairs = [(self.shapes.get(old), new) for old, new in names.items()]
        pairs += [(self.edges.get(old), new) for old, new in flows.items()]
        return [_copied(drawn, new, shift) for drawn, new in pairs if drawn is not None]

    def draw(self, copies: Iterable[etree._Element]) -> None:
        """Add what was copied."""
        if self.plane is not None:
            self.plane.extend(copies)

    def erase(self, names: Iterable[str]) -> None:
        """Take nodes and flows off the drawing."""
        for name in names:
            for drawn in (self.shapes.pop(name, None), self.edges.pop(name, None)):
                if drawn is not None:
                    remove(drawn)

    def lead(self, flow: str, points: Iterable[Point]) -> None:
        """Draw a flow along other points."""
        edge = self.edges.get(flow)
        if edge is None:
            return
        for item in (*_waypoints(edge), *edge.iterchildren(LABEL)):
            remove(item)
        for x, y in points:
            etree.SubElement(edge, "{http://www.omg.org/spec/DD/20100524/DI}waypoint", x=_number(x), y=_number(y))

    def _drawn(self, tag: str) -> dict[str, etree._Element]:
        found = self.plane.iterchildren(f"{{{DI}}}{tag}") if self.plane is not None else ()
        return {drawn.get("bpmnElement", ""): drawn for drawn in found}


def _copied(drawn: etree._Element, name: str, shift: Shift) -> etree._Element:
    copied = deepcopy(drawn)
    copied.set("id", f"{name}_di")
    copied.set("bpmnElement", name)
    _move(copied, shift)
    return copied


def _move(drawn: etree._Element, shift: Shift) -> None:
    """Move all that is drawn; a shape's label moves as far as the shape, however far it stands from it."""
    bounds = drawn.find(BOUNDS)
    by = shift(coordinate(bounds, "x")) - coordinate(bounds, "x") if bounds is not None else None
    for part in drawn.iter(BOUNDS, "{*}waypoint"):
        x = coordinate(part, "x")
        part.set("x", _number(x + by if by is not None else shift(x)))


def _waypoints(edge: etree._Element) -> list[etree._Element]:
    return [item for item in edge.iterchildren("{*}*") if local(item) == "waypoint"]


def _point(item: etree._Element) -> Point:
    return coordinate(item, "x"), coordinate(item, "y")


def _number(value: float) -> str:
    return f"{value:g}" if value != int(value) else str(int(value))
