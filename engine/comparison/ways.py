"""Where the flow goes from a step, and under which condition."""

from engine.phrases import condition
from engine.reading.model import Flow, Model, Node


def ways(node: Node, model: Model, before: Model, after: Model) -> dict[str, str]:
    """Return the ways from a step to those steps that both texts have; a new step explains its own ways.

    Several ways to steps of one name are told together.
    """
    found: dict[str, list[str]] = {}
    for flow in model.outgoing(node.id):
        if flow.target in before.nodes and flow.target in after.nodes:
            found.setdefault(f"the way to “{after.nodes[flow.target].label}”", []).append(_when(flow, node))
    return {name: "; ".join(told) for name, told in found.items()}


def _when(flow: Flow, node: Node) -> str:
    if flow.id and flow.id == node.xml.get("default"):
        return "taken otherwise"
    when = f"taken if {condition(flow.condition)}" if flow.condition else "always taken"
    return f"{when} (“{flow.name}”)" if flow.name else when
