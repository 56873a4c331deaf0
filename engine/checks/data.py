"""Data objects: drawn to be read, they move no data; a reference to one far outside is refused."""

from collections.abc import Iterator

from lxml import etree

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import SCOPE_TAGS, Model
from engine.reading.namespaces import bpmn, local

ASSOCIATIONS = {"dataInputAssociation": "sourceRef", "dataOutputAssociation": "targetRef"}


@rule("data-object-depth")
def check_depth(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A step refers to data objects of its own sub-process or of the one right around it."""
    depths = {item.get("id"): _depth(item, model) for item in model.xml.iter(bpmn("dataObjectReference"))}
    for tag, end in ASSOCIATIONS.items():
        for association in model.xml.iter(bpmn(tag)):
            for reference in association.iterchildren(bpmn(end)):
                name = (reference.text or "").strip()
                if name in depths and _depth(association, model) - depths[name] > 1:
                    yield (
                        association,
                        (
                            f"The data object “{name}” stands more than one sub-process outside of this step: draw it inside,"
                            " and hand the values over by variables."
                        ),
                    )


def _depth(element: etree._Element, model: Model) -> int:
    return sum(1 for outer in element.iterancestors("{*}*") if local(outer) in SCOPE_TAGS and outer is not model.xml)
