"""Sequence flows: where they may begin and end, and where conditions may stand."""

from collections.abc import Iterator

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import GATEWAY_TAGS, Flow, Model
from engine.reading.namespaces import bpmn, camunda

CONDITIONAL = frozenset({"exclusiveGateway", "inclusiveGateway"})


@rule("flow-ends")
def check_ends(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A flow leads from one node to another of the same process or sub-process."""
    for flow in model.flows:
        for end, name in (("source", flow.source), ("target", flow.target)):
            if name not in model.nodes:
                yield flow, f"The {end} of this flow, “{name}”, is no node of the process: connect the flow to one."
        source, target = model.nodes.get(flow.source), model.nodes.get(flow.target)
        if source and target and source.scope != target.scope:
            yield (
                flow,
                f"The flow crosses the border of a sub-process (“{source.label}” → “{target.label}”): end it inside.",
            )


@rule("flow-direction")
def check_direction(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Nothing leads into a start or boundary event, or out of an end event."""
    for node in model.tagged("startEvent", "boundaryEvent"):
        if model.incoming(node.id):
            yield node, f"A flow leads into “{node.label}”, which only an event can begin: lead it to another step."
    for node in model.tagged("endEvent"):
        if model.outgoing(node.id):
            yield node, f"A flow leaves the end event “{node.label}”: use an intermediate event, or remove the flow."
    for node in model.nodes.values():
        if node.is_event_scope and (model.incoming(node.id) or model.outgoing(node.id)):
            yield node, f"“{node.label}” is started by its event only: remove the flows to and from it."


@rule("two-flows-leave")
def check_forks(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Only gateways split the flow."""
    for node in model.nodes.values():
        if node.tag not in GATEWAY_TAGS and len(model.outgoing(node.id)) > 1:
            yield node, f"Several flows leave “{node.label}”: put a gateway behind it that says which are taken."


@rule("condition-elsewhere")
def check_stray_conditions(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Conditions stand on flows that leave exclusive or inclusive gateways only."""
    for flow in model.flows:
        source = model.nodes.get(flow.source)
        if flow.condition is not None and source is not None and source.tag not in CONDITIONAL:
            yield flow, f"The condition behind “{source.label}” would never be asked: put an exclusive gateway there."


@rule("condition-missing")
def check_conditions(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Each flow of a gateway that chooses has a condition, but for the default one."""
    for node in model.tagged(*CONDITIONAL):
        flows = model.outgoing(node.id)
        for flow in flows if len(flows) > 1 else []:
            if not flow.condition and flow.id != node.xml.get("default"):
                place = _to(model, flow)
                yield (
                    flow,
                    f"The flow from “{node.label}”{place} has no condition: write one, or make it the default flow.",
                )


@rule("condition-empty")
def check_empty_conditions(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A condition is an expression in the model, not a script or a file."""
    for flow in model.xml.iter(bpmn("sequenceFlow")):
        condition = flow.find(bpmn("conditionExpression"))
        if condition is not None and (condition.get(camunda("resource")) or not (condition.text or "").strip()):
            yield flow, "The condition is empty or stands in another file: write it here, or remove it."


@rule("default-flow")
def check_defaults(model: Model, _: Surroundings) -> Iterator[Finding]:
    """The default flow leaves the node that names it, and has no condition."""
    for node in model.nodes.values():
        default = node.xml.get("default")
        if default is None:
            continue
        flow = next((flow for flow in model.outgoing(node.id) if flow.id == default), None)
        if flow is None:
            yield node, f"The default flow “{default}” does not leave “{node.label}”: choose one that does."
        elif node.tag not in CONDITIONAL:
            yield node, f"“{node.label}” cannot have a default flow: put an exclusive gateway behind it."
        elif flow.condition:
            yield (
                flow,
                "The default flow has a condition, which would never be asked: remove it, or choose another default.",
            )


def _to(model: Model, flow: Flow) -> str:
    target = model.nodes.get(flow.target)
    return f" to “{target.label}”" if target else ""
