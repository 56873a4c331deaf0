"""What only moved on the drawing: told in one line, because nothing that happens depends on it."""

from collections.abc import Iterator

from lxml import etree

from engine.comparison.change import Change
from engine.reading.coordinates import coordinate
from engine.reading.model import Model
from engine.reading.namespaces import DC, DI, local

MOST_NAMED = 3
DRAWN = (f"{{{DI}}}BPMNShape", f"{{{DI}}}BPMNEdge")


def moved(before: Model, after: Model) -> Iterator[Change]:
    """Yield one change for all shapes and flows that both texts have and draw in different places."""
    old, new = _places(before), _places(after)
    shapes = [
        node.label for node in after.nodes.values() if node.id in old and new.get(node.id, old[node.id]) != old[node.id]
    ]
    flows = [flow for flow in after.flows if flow.id in old and new.get(flow.id, old[flow.id]) != old[flow.id]]
    if shapes:
        named = ", ".join(f"“{label}”" for label in shapes[:MOST_NAMED])
        more = f" and {len(shapes) - MOST_NAMED} more" if len(shapes) > MOST_NAMED else ""
        yield Change("moved", None, f"On the drawing only: {named}{more} moved.")
    elif flows:
        drawn = "1 flow is" if len(flows) == 1 else f"{len(flows)} flows are"
        yield Change("moved", None, f"On the drawing only: {drawn} drawn in another way.")


def _places(model: Model) -> dict[str, list[tuple[str, ...]]]:
    root = model.xml.getroottree()
    return {drawn.get("bpmnElement", ""): _points(drawn) for drawn in root.iter(*DRAWN)}


def _points(drawn: etree._Element) -> list[tuple[str, ...]]:
    return [
        tuple(str(coordinate(part, name)) for name in ("x", "y", "width", "height"))
        for part in drawn.iterchildren("{*}*")
        if local(part) == "waypoint" or part.tag == f"{{{DC}}}Bounds"
    ]
