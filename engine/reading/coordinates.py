"""Numbers of drawings. Nothing that happens depends on them, so one that cannot be read must not stop anybody."""

from math import isfinite

from lxml import etree


def coordinate(drawn: etree._Element, name: str) -> float:
    """Return a position or length of something drawn; 0 where none is written, or what is no number."""
    try:
        found = float(drawn.get(name, "0"))
    except ValueError:
        return 0.0
    return found if isfinite(found) else 0.0
